import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHierarchies } from '../../../engine/cgroup/hierarchy.ts';
import { exampleConfig } from '../../../engine/lifecycle/example-config.ts';
import type { Run } from '../command.ts';
import { UsageMistake } from '../errors.ts';
import { isSet, pathOf } from '../flags.ts';

export const spec: Run = async (words, { cwd }) => {
  const directory = pathOf(words, 'bundle', cwd) ?? cwd;
  const rootless = isSet(words, 'rootless') ? { uid: process.geteuid!(), gid: process.getegid!() } : undefined;
  const config = exampleConfig(rootless, readHierarchies().version === 'v2');
  const text = `${JSON.stringify(config, null, '\t')}\n`;
  try {
    writeFileSync(join(directory, 'config.json'), text, { mode: 0o666, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UsageMistake('File config.json exists. Remove it first');
  }
  return 0;
};
