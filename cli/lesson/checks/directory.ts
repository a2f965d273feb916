import { lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CheckFunction, Verdict } from '../check.ts';
import { CannotCheck } from '../errors.ts';

/** A file that a lesson talks about is tiny; what is larger is another one. */
const LARGEST_FILE = 64 * 1024;

/** Looks into a directory: every path of `check.has` is there, none of `check.lacks`, and `check.contains` (`path: text`) holds. */
export const checkDirectory: CheckFunction = async ({ has = [], lacks = [], contains = [] }, words) => {
  const [word, ...others] = words;
  if (word === undefined || others.length > 0) {
    throw new CannotCheck('this lesson looks into a directory', { hint: 'Name it: learn-run lesson check DIRECTORY' });
  }
  const directory = resolve(word);
  const missing = has.find((path) => !isThere(join(directory, path)));
  if (missing !== undefined) return failed(`${directory} has no ${missing}.`);
  const tooMuch = lacks.find((path) => isThere(join(directory, path)));
  if (tooMuch !== undefined) return failed(`${directory} still has ${tooMuch}.`);
  const different = contains.find((line) => !holds(directory, line));
  if (different !== undefined) return failed(`This does not hold: ${different}`);
  return { passed: true, says: `${directory} is as it should be.` };
};

const failed = (says: string): Verdict => ({ passed: false, says });

/** The link itself counts, not what it leads to: nothing outside the directory is looked at. */
const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

function holds(directory: string, line: string): boolean {
  const [path = '', text = ''] = line.split(/: (.*)/s);
  const file = join(directory, path);
  const stat = lstatSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size <= LARGEST_FILE && readFileSync(file, 'utf8').includes(text);
}
