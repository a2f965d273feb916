import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeControl, writePid } from '../../../engine/cgroup/control-file.ts';
import { makeDirectory } from '../../../engine/cgroup/directories.ts';
import { CgroupBusy, CgroupRefused } from '../../../engine/cgroup/errors.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-cgroup-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('the errors of cgroups', () => {
  it("carry the kernel's error by its name", async () => {
    expect(() => writeControl(join(directory, 'pids.max'), '1')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    await expect(writePid(directory, process.pid)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(() => makeDirectory(directory)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  });

  it("say what to try where the kernel's reason does not", () => {
    const hintOf = (file: string, code: string) =>
      new CgroupRefused(file, '1', Object.assign(new Error(), { code })).hint;
    expect(hintOf('/sys/fs/cgroup/blkio/x/blkio.bfq.weight_device', 'ENOTSUP')).toContain('Only the scheduler BFQ');
    expect(hintOf('/sys/fs/cgroup/x/io.max', 'ENODEV')).toContain('Only whole disks');
    expect(hintOf('/sys/fs/cgroup/x/io.max', 'EINVAL')).toBe('');
  });

  it('say that a cgroup is busy where the kernel has refused nothing', () => {
    expect(new CgroupBusy('empty', directory).code).toBe('EBUSY');
  });
});
