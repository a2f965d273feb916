import { describe, expect, it } from 'vitest';
import { Flush } from '../../../engine/store/flush.ts';
import { syscalls, temporaryDirectory } from './temporary-store.ts';

/** A flush whose syncfs(2) calls end when the test says so. */
async function controlled() {
  const calls: PromiseWithResolvers<void>[] = [];
  const syncfs = () => {
    const call = Promise.withResolvers<void>();
    calls.push(call);
    return call.promise;
  };
  const real = await syscalls();
  const flush = new Flush(temporaryDirectory(), {
    syscalls: async () => ({ ...real, syncfs }),
    removeTree: async () => undefined,
  });
  const begun = (count: number) => expect.poll(() => calls.length).toBe(count);
  return { flush, calls, begun };
}

describe('Flush', () => {
  it('flushes for real', async () => {
    const flush = new Flush(temporaryDirectory(), { syscalls, removeTree: async () => undefined });
    await expect(flush.now()).resolves.toBeUndefined();
  });

  it('lets all who come during one flush share the next, which begins after they asked', async () => {
    const { flush, calls, begun } = await controlled();
    const ended: string[] = [];
    const ask = (name: string) => flush.now().then(() => ended.push(name));
    const first = ask('first');
    await begun(1);
    const others = [ask('second'), ask('third')];
    calls[0]!.resolve();
    await first;
    await begun(2);
    expect(ended).toEqual(['first']);
    calls[1]!.resolve();
    await Promise.all(others);
    expect([ended, calls.length]).toEqual([['first', 'second', 'third'], 2]);
  });

  it('tells each who shared it of its failure, and tries anew for the next', async () => {
    const { flush, calls, begun } = await controlled();
    const [first] = [flush.now()];
    await begun(1);
    const later = [flush.now(), flush.now()];
    calls[0]!.reject(new Error('first EIO'));
    await expect(first).rejects.toThrow('first EIO');
    await begun(2);
    calls[1]!.reject(new Error('second EIO'));
    for (const one of later) await expect(one).rejects.toThrow('second EIO');
    const last = flush.now();
    await begun(3);
    calls[2]!.resolve();
    await expect(last).resolves.toBeUndefined();
  });
});
