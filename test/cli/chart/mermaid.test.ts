import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { mermaid } from '../../../cli/chart/mermaid.ts';
import { runMachine } from '../../../machines/run.ts';
import { HOSTILE, hostileMachine } from './hostile-machine.ts';

describe('a chart for Mermaid', () => {
  it('shows every state once', () => {
    const picture = mermaid(runMachine);
    for (const { key, path } of getStateNodes(runMachine)) {
      expect(picture.split(`state "${key}" as ${path.join('_')}`)).toHaveLength(path.length > 0 ? 2 : 1);
    }
  });

  it('draws regions side by side, guards as conditions, and an arrow out of a composite state from its border', () => {
    const machine = setup({ guards: { isDone: () => true } }).createMachine({
      id: 'sample',
      initial: 'work',
      states: {
        work: {
          initial: 'one',
          states: { one: { on: { go: [{ guard: 'isDone', target: '#sample.both' }, 'two'] } }, two: {} },
        },
        both: { type: 'parallel', states: { left: {}, right: {} } },
      },
    });
    expect(
      mermaid(machine)
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual([
      'stateDiagram-v2',
      'state "work" as work {',
      'state "one" as work_one',
      'state "two" as work_two',
      '[*] --> work_one',
      'work_one --> work_two : go otherwise',
      '}',
      'state "both" as both {',
      'state "left" as both_left',
      '--',
      'state "right" as both_right',
      '}',
      '[*] --> work',
      'work --> both : go if isDone',
    ]);
  });

  it.each(HOSTILE)('keeps %j a label', (text) => {
    const lines = mermaid(hostileMachine(text)).split('\n').slice(1);
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      expect(line).toMatch(/^ {2}(state "[^"<>]*" as \w+|(\[\*\]|\w+) --> (\[\*\]|\w+)( : [^"<>:]*)?)$/u);
    }
  });
});
