import { basename, join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { shellWord } from '../export/shell.ts';
import type { Io } from '../io.ts';
import { runCheck } from '../lesson/check.ts';
import { NoLessonStarted } from '../lesson/errors.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { findLesson, packOf, readPack } from '../lesson/pack.ts';
import { type Progress, progressFile, readProgress, writeProgress } from '../lesson/progress.ts';
import { scaffoldLesson } from '../lesson/scaffold.ts';
import { lessonLines, listLines, saidLines, wordLines } from '../lesson/show.ts';
import { problemsOf } from '../lesson/verify.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage:
    'list | show LESSON | start LESSON | hint | check [ANSWER...] | reset [LESSON] | new DIRECTORY NAME | verify [DIRECTORY]',
  description: `Lessons about what happens when a container runs. LESSON is a number, a name, or a state such as imageCheck.
What check wants depends on the lesson: nothing, an answer, a directory, or the words of a run.
LEARN_RUN_LESSONS names a directory with lessons of your own; new begins one, verify tries whether each can be solved.`,
  examples: [
    ['learn-run lesson list', 'all lessons, and which of them you have solved'],
    ['learn-run lesson start 1', 'begin with the first'],
    ['learn-run lesson show imageCheck', 'what happens in this state'],
    ['learn-run lesson new ./mine exit-codes', 'for teachers: a lesson that works, to be changed'],
    ['learn-run lesson check sha256:f7fd…', 'answer the question of the lesson that you have started'],
  ],
} as const;

type Action = (words: readonly string[], lessons: readonly Lesson[], io: Io) => Promise<number> | number;

const ACTIONS: Readonly<Record<string, Action>> = { list, show, start, hint, check, reset, new: begin, verify };

/** `learn-run lesson ACTION`. */
export async function lesson([name = '--help', ...words]: readonly string[], io: Io): Promise<number> {
  if (name === '--help' || words[0] === '--help') {
    parse(newParser('lesson', INTRODUCTION, io), ['--help']);
    return 0;
  }
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) {
    throw new UsageError(`unknown action: ${name}: expected one of ${Object.keys(ACTIONS).join(', ')}`, 'lesson');
  }
  return action(words, name === 'verify' || name === 'new' ? [] : readPack(packOf(io)), io);
}

function list(_words: readonly string[], lessons: readonly Lesson[], io: Io): number {
  return print(listLines(lessons, readProgress(progressFile(io)), io.stdout), io);
}

function show(words: readonly string[], lessons: readonly Lesson[], io: Io): number {
  return print(lessonLines(named(words, lessons), io.stdout), io);
}

function start(words: readonly string[], lessons: readonly Lesson[], io: Io): number {
  const started = named(words, lessons);
  change(io, (progress) => ({ ...progress, current: started.id }));
  return print(lessonLines(started, io.stdout), io);
}

function hint(_words: readonly string[], lessons: readonly Lesson[], io: Io): number {
  const { id, hints } = currentOf(lessons, io);
  const shown = readProgress(progressFile(io)).hints[id] ?? 0;
  const next = hints[shown];
  if (next === undefined) {
    const all = hints.map((text) => `- ${text}`).join('\n');
    return print(['There are no more hints. Those so far:', ...wordLines(all, io.stdout)], io);
  }
  change(io, (progress) => ({ ...progress, hints: { ...progress.hints, [id]: shown + 1 } }));
  return print(wordLines(`Hint ${shown + 1} of ${hints.length}: ${next}`, io.stdout), io);
}

/** Ends with 0 where the lesson is solved, with 1 where it is not. */
async function check(words: readonly string[], lessons: readonly Lesson[], io: Io): Promise<number> {
  const current = currentOf(lessons, io);
  const { passed, says } = await runCheck(current.check, words, io);
  if (!passed) {
    const task = wordLines(`The task: ${current.check.task}`, io.stdout);
    print([...saidLines(`Not yet. ${says}`, io.stdout), '', ...task, 'A hint: learn-run lesson hint'], io);
    return 1;
  }
  change(io, (progress) => ({ ...progress, solved: { ...progress.solved, [current.id]: new Date().toISOString() } }));
  const next = lessons.find(({ number }) => number > current.number);
  const onwards =
    next === undefined ? 'That was the last lesson.' : `Next: learn-run lesson start ${next.number}  (${next.title})`;
  const success = wordLines(current.success, io.stdout);
  return print([...saidLines(`Solved. ${says}`, io.stdout), '', ...success, '', onwards], io);
}

function reset([wanted]: readonly string[], lessons: readonly Lesson[], io: Io): number {
  if (wanted === undefined) {
    change(io, () => ({ current: undefined, solved: {}, hints: {} }));
    return print(['Nothing is solved any more.'], io);
  }
  const { id, title } = findLesson(lessons, wanted);
  const without = <T>(entries: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(entries).filter(([key]) => key !== id));
  change(io, ({ current, solved, hints }) => ({ current, solved: without(solved), hints: without(hints) }));
  return print([`Not solved any more: ${title}`], io);
}

/** For teachers: a lesson to fill. */
function begin([directory, id, ...others]: readonly string[], _lessons: readonly Lesson[], io: Io): number {
  if (directory === undefined || id === undefined || others.length > 0) {
    throw new UsageError(
      'expected a directory and the name of the lesson: learn-run lesson new ./mine exit-codes',
      'lesson',
    );
  }
  const pack = shellWord(directory);
  const path = scaffoldLesson(resolve(directory), id);
  return print(
    [
      `${join(directory, basename(path))} is a lesson that works: change it, part by part.`,
      '',
      `  learn-run lesson verify ${pack}`,
      '      tries whether each lesson can be solved, and is not solved by doing nothing',
      `  LEARN_RUN_LESSONS=${pack} learn-run lesson list`,
      '      what your class sees',
    ],
    io,
  );
}

/** For teachers: ends with 1 where a lesson has a problem. */
async function verify([directory]: readonly string[], _lessons: readonly Lesson[], io: Io): Promise<number> {
  const pack = directory === undefined ? packOf(io) : resolve(directory);
  let isGood = true;
  for (const one of readPack(pack)) {
    const problems = await problemsOf(one, pack, io);
    isGood &&= problems.length === 0;
    print(
      [
        `${one.number}. ${one.id}: ${problems.length === 0 ? 'good' : ''}`.trimEnd(),
        ...problems.map((problem) => `   ${problem}`),
      ],
      io,
    );
  }
  return isGood ? 0 : 1;
}

function named([wanted, ...others]: readonly string[], lessons: readonly Lesson[]): Lesson {
  if (wanted !== undefined && others.length === 0) return findLesson(lessons, wanted);
  throw new UsageError('expected one lesson: its number, its name, or a state', 'lesson');
}

function currentOf(lessons: readonly Lesson[], io: Io): Lesson {
  const { current } = readProgress(progressFile(io));
  if (current === undefined) throw new NoLessonStarted();
  return findLesson(lessons, current);
}

function change(io: Io, update: (progress: Progress) => Progress): void {
  const file = progressFile(io);
  writeProgress(file, update(readProgress(file)));
}

function print(lines: readonly string[], { stdout }: Io): 0 {
  stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
