import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { relabel } from '../../../engine/selinux/relabel.ts';

const CONTEXT = 'system_u:object_r:container_file_t:s0';

it.each(['/', '/etc', '/etc/', '/usr', '/tmp/../home', homedir()])('refuses to relabel %s', async (path) => {
  await expect(relabel(path, CONTEXT)).rejects.toThrow(`SELinux relabeling of ${path} is not allowed`);
});

it('refuses a link to such a directory', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'learn-run-relabel-'));
  const link = join(directory, 'link');
  symlinkSync('/usr', link);
  await expect(relabel(link, CONTEXT)).rejects.toThrow(`SELinux relabeling of ${link} is not allowed`);
  rmSync(directory, { recursive: true });
});
