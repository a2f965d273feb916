import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Hierarchies } from '../../../engine/cgroup/hierarchy.ts';
import { withoutForeignUnified } from '../../../engine/cgroup/hybrid.ts';
import { temporaryDirectory } from '../store/temporary-store.ts';

/** A host with both versions, on which somebody was given `/given` in the unified hierarchy too. */
function hybrid(own: string) {
  const mountPoint = temporaryDirectory();
  mkdirSync(join(mountPoint, 'given'));
  const legacy = [{ controllers: ['pids'], mountPoint: '/pids', isReadOnly: false, own: '/' }];
  const unified = { controllers: [], mountPoint, isReadOnly: false, own };
  const hierarchies: Hierarchies = { version: 'v1', legacy, unified };
  return { hierarchies, unified, mountPoint };
}

/** Whether the unified hierarchy is among those where the cgroup is made. */
function keepsUnified(own: string, cgroupsPath: string, mayWrite: readonly string[]): boolean {
  const { hierarchies, mountPoint } = hybrid(own);
  const writable = mayWrite.map((path) => join(mountPoint, path));
  const found = withoutForeignUnified(hierarchies, cgroupsPath, (path) => writable.includes(path));
  return found.version === 'v1' && found.unified !== undefined;
}

describe('withoutForeignUnified', () => {
  it.each([
    ['nothing was given to him', '/', '/given/one', [], false],
    ['a directory was, but no leave to move a process there', '/', '/given/one', ['given'], false],
    ['he may move processes, but make nothing', '/', '/given/one', ['cgroup.procs'], false],
    ['he may do both', '/', '/given/one', ['given', 'cgroup.procs'], true],
    ['all of it lies below what is his', '/given/own', '/given/one', ['given', 'given/cgroup.procs'], true],
    ['he says where from his own cgroup on', '/given', 'one', ['given', 'given/cgroup.procs'], true],
  ])('decides where %s', (_, own, cgroupsPath, mayWrite, expected) =>
    expect(keepsUnified(own, cgroupsPath, mayWrite)).toBe(expected),
  );

  it('leaves hosts with one version alone', () => {
    const v2: Hierarchies = { version: 'v2', unified: hybrid('/').unified };
    expect(withoutForeignUnified(v2, '/x', () => false)).toBe(v2);
  });
});
