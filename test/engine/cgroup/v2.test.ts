import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CgroupV2 } from '../../../engine/cgroup/v2.ts';

let root: string;
const inRoot = (...names: string[]) => join(root, ...names);
const own = (name: string) => inRoot('learn-run/abc', name);

/** Files as the kernel would have put them into the directory. */
function fill(directory: string, files: Record<string, string>): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'learn-run-cgroup-'));
  const controllers = { 'cgroup.controllers': 'cpuset cpu io memory pids\n', 'cgroup.subtree_control': 'memory\n' };
  fill(root, controllers);
  fill(inRoot('learn-run'), controllers);
});
afterEach(() => rmSync(root, { recursive: true }));

describe('CgroupV2', () => {
  const cgroup = () => new CgroupV2(root, '/learn-run/abc');

  it('lets the levels above hand down what the limits need, and nothing that they hand down already', () => {
    cgroup().create({ memory: { limit: 1 }, cpu: { shares: 2, cpus: '0' } });
    for (const level of [root, inRoot('learn-run')]) {
      const text = readFileSync(join(level, 'cgroup.subtree_control'), 'utf8');
      expect(text.trim()).toMatch(/^\+/);
      expect(text).not.toContain('memory');
    }
    expect(existsSync(inRoot('learn-run/abc'))).toBe(true);
  });

  it('leaves levels alone that hand everything down', () => {
    for (const level of [root, inRoot('learn-run')]) fill(level, { 'cgroup.subtree_control': 'memory pids\n' });
    cgroup().create({ memory: { limit: 1 } });
    expect(readFileSync(inRoot('cgroup.subtree_control'), 'utf8')).toBe('memory pids\n');
  });

  it('names the controller that a limit needs, and the level that lacks it', () => {
    fill(root, { 'cgroup.controllers': 'memory pids\n' });
    expect(() => cgroup().create({ cpu: { shares: 2 } })).toThrow(
      `cannot limit cpu here: the requested cgroup controller \`cpu\` is not available under ${root}`,
    );
  });

  it('refuses a setting of its own name that names no controller, before anything is made', () => {
    expect(() => cgroup().create({ unified: { 'NOT-A-KEY': '1' } })).toThrow(
      'the specified key has not the form CONTROLLER.VALUE `NOT-A-KEY`',
    );
    expect(existsSync(inRoot('learn-run/abc'))).toBe(false);
  });

  it('does without the controllers that only count', () => {
    fill(root, { 'cgroup.controllers': '', 'cgroup.subtree_control': '' });
    expect(() => cgroup().create({})).not.toThrow();
  });

  it('refuses what cgroup v2 cannot do', () => {
    expect(() => cgroup().create({ memory: { disableOOMKiller: true } })).toThrow('cannot keep the OOM killer off');
  });

  it('refuses a cgroup that exists: it is somebody else', () => {
    mkdirSync(inRoot('learn-run/abc'));
    expect(() => cgroup().create({})).toThrow(`cannot make the cgroup ${inRoot('learn-run/abc')}`);
  });

  it('writes each limit to its file, and tells what it wrote', () => {
    fill(inRoot('learn-run/abc'), { 'memory.max': 'max', 'pids.max': 'max' });
    const written = cgroup().setLimits({ memory: { limit: 4096 }, pids: { limit: 7 } });
    expect(written.map(({ file, value }) => [file, value])).toEqual([
      ['pids.max', '7'],
      ['memory.max', '4096'],
    ]);
    for (const { file, value, directory } of written)
      expect(readFileSync(join(directory, file), 'utf8')).toMatch(value);
  });

  it('makes no file that the kernel does not have', () => {
    fill(inRoot('learn-run/abc'), {});
    expect(() => cgroup().setLimits({ pids: { limit: 7 } })).toThrow('its kernel has no pids.max');
    expect(existsSync(own('pids.max'))).toBe(false);
  });

  it('writes nowhere but into the cgroup, whatever config.json names', () => {
    fill(inRoot('learn-run/abc'), {});
    fill(root, { 'memory.max': 'untouched' });
    expect(() => cgroup().setLimits({ unified: { '../../memory.max': '0' } })).toThrow('invalid argument');
    expect(readFileSync(inRoot('memory.max'), 'utf8')).toBe('untouched');
  });

  it('reads what the kernel counts, and knows no limit from one', () => {
    fill(inRoot('learn-run/abc'), {
      'memory.current': '8192\n',
      'memory.max': 'max\n',
      'memory.events': 'low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\n',
      'cpu.stat': 'usage_usec 1500\nuser_usec 1000\nnr_throttled 4\nthrottled_usec 900\n',
      'pids.current': '3\n',
      'pids.max': '10\n',
      'pids.events': 'max 5\n',
    });
    expect(cgroup().stats()).toEqual({
      memory: { current: 8192, peak: undefined, limit: undefined, oomKills: 2 },
      cpu: { usage: 1500, throttledPeriods: 4, throttled: 900 },
      pids: { current: 3, limit: 10, refusals: 5 },
    });
  });

  it('has no figures where it is gone', () => {
    expect(cgroup().stats().memory).toEqual({
      current: undefined,
      peak: undefined,
      limit: undefined,
      oomKills: undefined,
    });
  });

  it('removes itself with what is below, and the parent with the last; again does no harm', async () => {
    rmSync(inRoot('learn-run'), { recursive: true });
    mkdirSync(inRoot('learn-run/abc/below/deeper'), { recursive: true });
    mkdirSync(inRoot('learn-run/other'));
    await cgroup().remove();
    expect(existsSync(inRoot('learn-run/other'))).toBe(true);
    await new CgroupV2(root, '/learn-run/other').remove();
    await cgroup().remove();
    expect(existsSync(inRoot('learn-run'))).toBe(false);
  });
});
