import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inheritCpuset } from '../../../engine/cgroup/cpuset.ts';
import { CgroupV1 } from '../../../engine/cgroup/v1.ts';

let root: string;

const hierarchy = (...controllers: string[]) => ({
  controllers,
  mountPoint: join(root, controllers.join(',') || 'unified'),
  isReadOnly: false,
  own: '/',
});

/** Files as the kernel would have put them into the directory. */
function fill(directory: string, files: Record<string, string>): void {
  mkdirSync(join(root, directory), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, directory, name), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'learn-run-cgroup-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('CgroupV1', () => {
  const cgroup = () =>
    new CgroupV1([hierarchy('memory'), hierarchy('cpu', 'cpuacct'), hierarchy('pids'), hierarchy()], '/learn-run/abc');

  it('has a directory in every hierarchy, the unified one included', () => {
    cgroup().create({});
    expect(cgroup().directories).toEqual(
      ['memory', 'cpu,cpuacct', 'pids', 'unified'].map((name) => join(root, name, 'learn-run/abc')),
    );
    expect(cgroup().directories.every(existsSync)).toBe(true);
  });

  it('writes each limit where its controller is mounted', () => {
    fill('memory/learn-run/abc', { 'memory.limit_in_bytes': '', 'memory.memsw.limit_in_bytes': '' });
    fill('cpu,cpuacct/learn-run/abc', { 'cpu.shares': '1024' });
    cgroup().setLimits({ memory: { limit: 8192, swap: 9000 }, cpu: { shares: 512 } });
    const read = (file: string) => readFileSync(join(root, file), 'utf8');
    expect(read('memory/learn-run/abc/memory.limit_in_bytes')).toBe('8192');
    expect(read('memory/learn-run/abc/memory.memsw.limit_in_bytes')).toBe('9000');
    expect(read('cpu,cpuacct/learn-run/abc/cpu.shares')).toMatch(/^512/);
  });

  it('names the controller that the host does not have', () => {
    expect(() => cgroup().setLimits({ cpu: { cpus: '0' } })).toThrow('this host has no cgroup controller "cpuset"');
  });

  it('refuses files of cgroup v2 before it makes anything', () => {
    expect(() => cgroup().create({ unified: { 'memory.high': '1' } })).toThrow('files of cgroup v2');
    expect(cgroup().directories.some(existsSync)).toBe(false);
  });

  it('reads what the kernel counts in its three hierarchies, and takes the largest number for no limit', () => {
    fill('memory/learn-run/abc', {
      'memory.usage_in_bytes': '4096',
      'memory.max_usage_in_bytes': '8192',
      'memory.limit_in_bytes': '9223372036854771712',
      'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
    });
    fill('cpu,cpuacct/learn-run/abc', {
      'cpuacct.usage': '1500999',
      'cpu.stat': 'nr_throttled 2\nthrottled_time 5000',
    });
    fill('pids/learn-run/abc', { 'pids.current': '1', 'pids.max': 'max', 'pids.events': 'max 0' });
    expect(cgroup().stats()).toEqual({
      memory: { current: 4096, peak: 8192, limit: undefined, oomKills: 1 },
      cpu: { usage: 1500, throttledPeriods: 2, throttled: 5 },
      pids: { current: 1, limit: undefined, refusals: 0 },
    });
  });
});

describe('inheritCpuset', () => {
  it('fills every empty level from the one above, and keeps what is there', () => {
    fill('', { 'cpuset.cpus': '0-3\n', 'cpuset.mems': '0\n' });
    fill('learn-run', { 'cpuset.cpus': '1\n', 'cpuset.mems': '\n' });
    fill('learn-run/abc', { 'cpuset.cpus': '', 'cpuset.mems': '' });
    inheritCpuset(root, '/learn-run/abc');
    const read = (file: string) => readFileSync(join(root, file), 'utf8').trim();
    expect([read('learn-run/cpuset.cpus'), read('learn-run/abc/cpuset.cpus')]).toEqual(['1', '1']);
    expect([read('learn-run/cpuset.mems'), read('learn-run/abc/cpuset.mems')]).toEqual(['0', '0']);
  });
});
