import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { embeddedHas } from '../../engine/embedded/catalogue.ts';
import { parseReference } from '../../engine/image/reference.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { splitWords } from '../shell-words.ts';
import { runCheck } from './check.ts';
import { CannotCheck } from './errors.ts';
import { factOf } from './facts.ts';
import { type Lesson, NEEDS } from './lesson.ts';
import { makeScratch, type Scratch } from './scratch.ts';

/**
 * What is wrong with a lesson, a sentence each; empty where it can be given to a class. Links and paths lead somewhere,
 * its images need no network, and its check fails before its solution and passes after it, both tried in a world of
 * their own.
 *
 * @param directory the pack's; `code` is looked for beside it
 */
export async function problemsOf(lesson: Lesson, directory: string, io: Io): Promise<string[]> {
  const problems = [...brokenPaths(lesson, directory), ...unknownImages(lesson)];
  const scratch = makeScratch(io, directory);
  try {
    return [...problems, ...(await trial(lesson, scratch))];
  } finally {
    await scratch.remove();
  }
}

function brokenPaths({ body, code }: Lesson, directory: string): string[] {
  const links = [...body.matchAll(/\]\((?<target>[^)\s]+)\)/g)].map(({ groups }) => groups!.target!);
  const local = links.filter((target) => !/^(https?:|#)/.test(target)).map((target) => target.replace(/#.*/, ''));
  const broken = local.filter((target) => !existsSync(resolve(directory, target)));
  // A pack of one's own has no source beside it; an installed learn-run neither.
  const hasSource = existsSync(join(dirname(directory), 'engine'));
  const missing = hasSource ? code.filter((path) => !existsSync(resolve(dirname(directory), path))) : [];
  return [
    ...broken.map((target) => `the link to ${target} leads nowhere`),
    ...missing.map((path) => `there is no file ${path}`),
  ];
}

function unknownImages({ images }: Lesson): string[] {
  return images
    .filter((image) => !embeddedHas(parseReference(image)))
    .map((image) => `the image ${image} is not one that learn-run carries`);
}

async function trial(lesson: Lesson, scratch: Scratch): Promise<string[]> {
  if (await isSolvedByNothing(lesson, scratch)) return ['its check passes before anything is done'];
  if (lesson.solution.length === 0) return ['it has no solution'];
  const { main } = await import('../main.ts');
  scratch.takeOutput();
  let status = await main(['lesson', 'start', lesson.id], scratch.io);
  for (const line of lesson.solution) {
    const { input, words } = partsOf(await filledIn(line, lesson, scratch));
    if (words[0] !== 'learn-run') return [`its solution has a line that is not learn-run: ${line}`];
    scratch.takeOutput();
    status = await main(words.slice(1), { ...scratch.io, stdin: Readable.from([Buffer.from(input)]) });
  }
  return status === 0 ? [] : [unsolved(lesson, scratch.takeOutput())];
}

/** Where a lesson needs what not everybody has, that is the likely reason. */
function unsolved({ needs }: Lesson, output: string): string {
  const text = output.trim().replaceAll(/\n+/g, ' ');
  if (needs.length === 0) return `its solution does not solve it: ${text}`;
  return `its solution does not solve it here, and it needs ${needs.map((need) => NEEDS[need]).join('; ')}: ${text}`;
}

/** A command line, perhaps with `echo TEXT |` in front of it: what it is given to read, and its words. */
function partsOf(line: string): { input: string; words: string[] } {
  const { text, command } = /^echo (?<text>[^|]*) \| (?<command>.*)$/.exec(line)?.groups ?? {};
  return { input: text === undefined ? '' : `${text}\n`, words: splitWords(command ?? line) };
}

async function isSolvedByNothing({ check }: Lesson, { io }: Scratch): Promise<boolean> {
  try {
    return (await runCheck(check, [], io)).passed;
  } catch (error) {
    if (error instanceof CannotCheck) return false;
    throw error;
  }
}

/** `{directory}` is a path at which nothing is yet; `{fact}` what the check asks for, which differs between machines. */
async function filledIn(line: string, { check: { settings } }: Lesson, { io, directory }: Scratch): Promise<string> {
  const text = line.replaceAll('{directory}', directory);
  if (!text.includes('{fact}')) return text;
  const engine = openEngine(io);
  try {
    const [name = ''] = settings.fact ?? [];
    const fact = factOf(engine, name, { image: settings.image?.[0], number: Number(settings.number?.[0] ?? 1) });
    return text.replaceAll('{fact}', fact);
  } finally {
    await engine.close();
  }
}
