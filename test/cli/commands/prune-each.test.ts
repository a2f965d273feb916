import { describe, expect, it } from 'vitest';
import { pruneEach } from '../../../cli/commands/prune-each.ts';
import { EngineError } from '../../../engine/errors.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

class Stuck extends EngineError<'STUCK'> {
  readonly code = 'STUCK';
}

/** What is said on both streams. */
async function pruned(remove: (item: string) => Promise<number | undefined>) {
  const io = capturedIo();
  const code = await pruneEach(['a', 'b', 'c'], { what: 'Things', nameOf: (item) => item, remove }, io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('pruning', () => {
  it('names what is gone though something else could not be removed, and fails', async () => {
    const remove = async (item: string) => {
      if (item === 'b') throw new Stuck('b is stuck');
      return 1000;
    };
    expect(await pruned(remove)).toEqual({
      code: 1,
      stdout: 'Deleted Things:\na\nc\n\nTotal reclaimed space: 2kB\n',
      stderr: expect.stringContaining('b is stuck'),
    });
  });

  it('passes over what is not to be removed any more', async () => {
    expect(await pruned(async () => undefined)).toEqual({
      code: 0,
      stdout: 'Total reclaimed space: 0B\n',
      stderr: '',
    });
  });
});
