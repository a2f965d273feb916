import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { descendantsOf } from '../../../../engine/cgroup/systemd/membership.ts';

const parents: ReturnType<typeof spawn>[] = [];
afterEach(async () => {
  for (const parent of parents.splice(0)) {
    parent.kill('SIGKILL');
    await once(parent, 'close');
  }
});

/** A process that never waits for its children, which the script has started before it. */
function parentOf(script: string): number {
  const parent = spawn('sh', ['-c', `${script} & exec sleep 1000`], { stdio: 'ignore' });
  parents.push(parent);
  return parent.pid!;
}

const nameOf = (pid: number) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
const childrenOf = (pid: number) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');

it('finds children and their children', async () => {
  const parent = parentOf('(sleep 3 & exec sleep 3)');
  await vi.waitFor(() => expect(descendantsOf(parent).map(nameOf)).toEqual(['sleep', 'sleep']));
});

it('leaves out a child that has ended and waits for its parent', async () => {
  const parent = parentOf('true');
  await vi.waitFor(() => {
    expect(nameOf(parent)).toBe('sleep');
    expect(readFileSync(`/proc/${childrenOf(parent)[0]}/status`, 'utf8')).toMatch(/^State:\s+Z/m);
  });
  expect(descendantsOf(parent)).toEqual([]);
});
