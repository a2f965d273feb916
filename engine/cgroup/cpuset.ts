import { join } from 'node:path';
import { readControl, writeControl } from './control-file.ts';

/** Gives each level of `path` that has none the processors and memory nodes of the level above. @see cpuset(7) */
export function inheritCpuset(mountPoint: string, path: string): void {
  const names = path.split('/').filter(Boolean);
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    let inherited = readControl(join(mountPoint, file)) ?? '';
    for (const depth of names.keys()) {
      const own = join(mountPoint, ...names.slice(0, depth + 1), file);
      const value = readControl(own);
      if (value === '') writeControl(own, inherited);
      inherited = value || inherited;
    }
  }
}
