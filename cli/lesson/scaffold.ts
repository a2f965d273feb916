import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../../engine/make-directory.ts';
import { InvalidLesson } from './errors.ts';

/** What a new lesson says: a whole one, which can be solved, so that a teacher changes something that works. */
const template = (id: string) => `---
id: ${id}
title: A title that says what it is about
state: containerExit
spec: man 2 waitpid
minutes: 10
image: learn.localhost/exit-code
goal: say in a line what one can do afterwards
check: run
check.exit: 42
task: Make a run of learn.localhost/exit-code end with its own exit code.
hint: The first hint is a nudge.
hint: learn-run lesson check learn.localhost/exit-code
solution: learn-run lesson check learn.localhost/exit-code
success: What was learnt, in one sentence, and what it is good for.
---
## Why

Begin with a question that somebody really has.

## Do it

\`\`\`console
$ learn-run -q learn.localhost/exit-code; echo $?
I end with exit code 42.
42
\`\`\`

## What you should see

- Where to look, and what it means.

## The words

- A **word** and what it stands for.

## By hand

\`\`\`console
$ sh -c 'exit 42'; echo $?
42
\`\`\`

## Further reading

- The page of a manual or a specification.
`;

/**
 * Writes a new lesson behind those that the directory has, which is made where it is missing. Returns the path of its file.
 *
 * @throws InvalidLesson where the name is none
 */
export function scaffoldLesson(directory: string, id: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
    throw new InvalidLesson(JSON.stringify(id), 'expected a name like exit-codes: words in lower case, joined by -');
  }
  makeDirectory(directory);
  const numbers = readdirSync(directory).map((name) => Number(/^(\d{2})-.*\.md$/.exec(name)?.[1] ?? 0));
  const number = Math.max(0, ...numbers) + 1;
  if (number > 99) throw new InvalidLesson(id, 'a pack has 99 lessons at most');
  const path = join(directory, `${String(number).padStart(2, '0')}-${id}.md`);
  writeFileSync(path, template(id), { flag: 'wx' });
  return path;
}
