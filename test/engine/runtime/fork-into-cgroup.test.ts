import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cgroup } from '../../../engine/cgroup/cgroup.ts';
import { readHierarchies } from '../../../engine/cgroup/hierarchy.ts';
import { cgroupFor, placeContainers } from '../../../engine/cgroup/placement.ts';
import { forkInside, openEntrance } from '../../../engine/runtime/fork-into-cgroup.ts';
import { open } from '../../../engine/stub/calls/files.ts';
import { getpid } from '../../../engine/stub/calls/processes.ts';
import type { Stub } from '../../../engine/stub/stub.ts';
import { CLONE_NEWPID } from '../../../engine/syscall/constants.ts';
import { startStub } from '../../fixtures/launcher.ts';

const placement = placeContainers(readHierarchies());
const skipped = placement.parent === undefined ? ` (skipped: ${placement.reason})` : '';

let stub: Stub;
let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-fork-'));
  stub = await startStub();
  // What Node had open beside it is closed by then.
  await stub.call(getpid());
});
afterEach(() => {
  stub.close();
  rmSync(directory, { recursive: true });
});

const descriptorsOf = ({ pid }: Stub) => readdirSync(`/proc/${pid}/fd`).length;
const cgroupsOf = ({ pid }: Stub) => readFileSync(`/proc/${pid}/cgroup`, 'utf8');

describe.skipIf(skipped)(`a child that is made in a cgroup${skipped}`, () => {
  let cgroup: Cgroup;
  beforeEach(() => {
    cgroup = cgroupFor(placement, `fork-into-cgroup-${process.pid}`, undefined)!;
    cgroup.create({});
  });
  afterEach(async () => {
    await cgroup.kill();
    await cgroup.remove();
  });

  it('is in every hierarchy from its beginning, and its parent in none', async () => {
    const { stub: child, isInside } = await forkInside(stub, CLONE_NEWPID, () => openEntrance(stub, cgroup));
    expect(isInside).toBe(true);
    expect(await child.call(getpid())).toBe(1);
    expect(cgroupsOf(child).split(`:${cgroup.path}\n`)).toHaveLength(cgroup.directories.length + 1);
    expect(cgroupsOf(stub)).not.toContain(cgroup.path);
    child.close();
  });

  it('lives where its parent is in a cgroup in which all were killed before, which some kernels take for its own', async (context) => {
    const other = cgroupFor(placement, `fork-from-cgroup-${process.pid}`, undefined)!;
    other.create({});
    try {
      const killing = join(other.unified ?? directory, 'cgroup.kill');
      if (!existsSync(killing)) return context.skip('there is no cgroup.kill');
      writeFileSync(killing, '1');
      writeFileSync(join(other.unified!, 'cgroup.procs'), String(stub.pid));
      const before = descriptorsOf(stub);
      const { stub: child } = await forkInside(stub, CLONE_NEWPID, () => openEntrance(stub, cgroup));
      expect(await child.call(getpid())).toBe(1);
      expect([descriptorsOf(stub), descriptorsOf(child)]).toEqual([before, before]);
      child.close();
    } finally {
      await other.kill();
      await other.remove();
    }
  });

  it('has nothing open of the way it came, and neither has its parent', async () => {
    const before = descriptorsOf(stub);
    const { stub: child } = await forkInside(stub, 0, () => openEntrance(stub, cgroup));
    expect([descriptorsOf(stub), descriptorsOf(child)]).toEqual([before, before]);
    child.close();
  });
});

describe('a child that cannot be made in a cgroup', () => {
  it('is made all the same, where there is no way in, and has to be moved', async () => {
    const missing = join(directory, 'missing');
    const before = descriptorsOf(stub);
    const place = { directories: [missing, directory], unified: directory };
    const { stub: child, isInside } = await forkInside(stub, 0, () => openEntrance(stub, place));
    expect(isInside).toBe(false);
    expect([descriptorsOf(stub), descriptorsOf(child)]).toEqual([before, before]);
    child.close();
  });

  it('is made all the same, where the kernel takes nobody in there, and has to be moved', async () => {
    const before = descriptorsOf(stub);
    const place = { directories: [directory], unified: directory };
    const { stub: child, isInside } = await forkInside(stub, 0, () => openEntrance(stub, place));
    expect(isInside).toBe(false);
    expect(await child.call(getpid())).toBe(child.pid);
    expect([descriptorsOf(stub), descriptorsOf(child)]).toEqual([before, before]);
    child.close();
  });

  it('has to be moved where one hierarchy refuses it', async () => {
    const unwritable = await stub.call(open('/dev/null'));
    const { stub: child, isInside } = await forkInside(stub, 0, async () => ({
      unified: undefined,
      tasks: [unwritable],
    }));
    expect(isInside).toBe(false);
    child.close();
  });
});
