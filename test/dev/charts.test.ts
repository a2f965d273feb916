import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { drawChart, withCharts } from '../../.dev/charts.ts';
import { runMachine } from '../../machines/run.ts';

const readme = readFileSync(new URL('../../machines/README.md', import.meta.url), 'utf8');

describe('the pictures of the charts', () => {
  it('are as fresh as the charts (if not: npm run charts)', () => {
    expect(withCharts(readme)).toBe(readme);
  });

  it('show every state once', () => {
    const picture = drawChart(runMachine);
    for (const { key, path } of getStateNodes(runMachine)) {
      expect(picture.split(`state "${key}" as ${path.join('_')}`)).toHaveLength(path.length > 0 ? 2 : 1);
    }
  });

  it('draw regions side by side, guards as conditions, and an arrow out of a composite state from its border', () => {
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
      drawChart(machine)
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

  it('cannot lose their place unnoticed', () => {
    expect(() => withCharts('no markers here')).toThrow('no markers for the chart "run"');
  });
});
