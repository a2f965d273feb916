import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogWriter } from '../../../engine/log/log-writer.ts';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

let kept: KeptContainers;
beforeEach(() => {
  kept = new KeptContainers();
  const id = 'a'.repeat(64);
  kept.keep(id, 'web');
  const writer = new LogWriter(kept.store.containers.directoryOf(id));
  for (const line of ['one', 'two', 'three']) writer.append('stdout', Buffer.from(`${line}\n`));
  writer.close();
});
afterEach(() => kept[Symbol.dispose]());

describe('learn-run logs', () => {
  it.each([
    [['--tail', '+2'], 'two\nthree\n'],
    [['--since', '', '--until', ''], 'one\ntwo\nthree\n'],
    [['--since', '2020-01-01T10:30'], 'one\ntwo\nthree\n'],
    [['--until', '2020-01-01'], ''],
    [['--details', '-n', '1'], ' three\n'],
  ])('shows with %j what docker shows', async (words, stdout) => {
    expect(await kept.run('logs', ...words, 'web')).toEqual({ code: 0, stdout, stderr: '' });
  });

  it('leaves room for what a log driver adds behind the time', async () => {
    expect((await kept.run('logs', '-t', '--details', '-n1', 'web')).stdout).toMatch(/^\d{4}-\S+Z {2}three\n$/);
  });
});
