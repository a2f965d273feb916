import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AnyStateMachine, StateNode } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { BUNDLED_PACK, findLesson, readPack } from '../../cli/lesson/pack.ts';
import { problemsOf } from '../../cli/lesson/verify.ts';
import { containerMachine } from '../../machines/container.ts';
import { layerMachine } from '../../machines/layer.ts';
import type { StateMeta } from '../../machines/meta.ts';
import { pullMachine } from '../../machines/pull.ts';
import { runMachine } from '../../machines/run.ts';
import { LIFECYCLE, STEPS } from '../../machines/steps.ts';
import { consoleCommands } from '../fixtures/console-block.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { capturedIo } from '../fixtures/terminal.ts';

const SHAPE = ['Why', 'Do it', 'What you should see', 'The words', 'By hand', 'Further reading'];
const lessons = readPack(BUNDLED_PACK);
const machines: readonly AnyStateMachine[] = [runMachine, pullMachine, layerMachine, containerMachine];
const states = machines.flatMap((machine) => getStateNodes(machine) as StateNode[]);

describe('every state of every chart', () => {
  it.each(states.map(({ id, meta }) => [id, (meta as StateMeta).lesson]))('%s has its lesson, %s', (_, lesson) => {
    expect(lessons.map(({ id }) => id)).toContain(lesson);
  });

  it.each([...LIFECYCLE, ...Object.keys(STEPS)])('%s can be looked up by its name', (name) => {
    expect(findLesson(lessons, name).id).toBeTruthy();
  });
});

describe.each(lessons)('lesson $number, $id', (lesson) => {
  it('has the shape that all have', () => {
    const headings = [...lesson.body.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(SHAPE);
  });

  it('follows the one before', () => expect(lesson.number).toBe(lessons.indexOf(lesson) + 1));

  it('has something to type, something to check, and a hint', () => {
    expect(consoleCommands(lesson.body).length).toBeGreaterThan(0);
    expect(lesson.hints.length).toBeGreaterThan(0);
  });

  it('says one sentence a line', () => {
    const text = lesson.body.replaceAll(/```.*?```/gs, '');
    const lines = text.split('\n').filter((line) => !/^([-#]|\d+\.)/.test(line));
    expect(lines.filter((line) => /[.?!] [A-Z]/.test(line))).toEqual([]);
  });

  it('points at files that exist', () => {
    for (const path of lesson.code) expect(existsSync(join(BUNDLED_PACK, '..', path)), path).toBe(true);
  });

  const cannot = whyNoContainers ?? (lesson.needs.length > 0 && !isRoot ? 'needs root' : undefined);
  it.skipIf(cannot)(`can be solved, and is not solved before${cannot ? `: ${cannot}` : ''}`, async () => {
    const io = { ...capturedIo({ ...process.env }), uid: process.geteuid!() };
    expect(await problemsOf(lesson, BUNDLED_PACK, io)).toEqual([]);
  });
});
