import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readControl, type Setting, writeControl } from './control-file.ts';
import { CgroupRefused, LimitUnavailable } from './errors.ts';

/** A setting, and the directory whose file took it. */
export interface AppliedSetting extends Setting {
  readonly directory: string;
}

/**
 * Writes the settings in their order.
 *
 * @param directoryOf where the files of a controller are; undefined where there is no such controller
 * @throws LimitUnavailable, CgroupRefused
 */
export function applyLimits(
  settings: readonly Setting[],
  directoryOf: (controller: string) => string | undefined,
): AppliedSetting[] {
  let refused: Setting | undefined;
  return settings.flatMap((setting) => {
    const again = refused;
    refused = undefined;
    try {
      const applied = applyLimit(setting, directoryOf);
      return again ? [...applied, ...applyLimit(again, directoryOf)] : applied;
    } catch (error) {
      if (!setting.isTriedAgain || setting === settings.at(-1) || again || !isInvalid(error)) throw error;
      refused = setting;
      return [];
    }
  });
}

function applyLimit(setting: Setting, directoryOf: (controller: string) => string | undefined): AppliedSetting[] {
  const forms = [setting, ...(setting.alternatives ?? [])];
  for (const { file, value } of forms) {
    // A name out of config.json must not lead out of the cgroup.
    if (file.includes('/')) throw new CgroupRefused(file, value, { code: 'EINVAL', name: '', message: '' });
    const directory = directoryOf(controllerOf({ file }));
    if (directory === undefined || !existsSync(join(directory, file))) continue;
    return write(directory, { ...setting, file, value });
  }
  if (setting.isOptional || isUnlimited(setting) || (isAboutSwap(setting.file) && !hasSwap())) return [];
  throw missing(setting, directoryOf(controllerOf(setting)));
}

/**
 * The form of a setting that would be written to a cgroup that is not there yet: the one that the cgroup above shows, or,
 * where nothing is to be seen, the last, which kernels of today have.
 */
export function plannedForm(setting: Setting, directory: string): AppliedSetting {
  const forms = [setting, ...(setting.alternatives ?? [])];
  const shown = forms.find(({ file }) => existsSync(join(dirname(directory), file)));
  const { file, value } = shown ?? forms.at(-1)!;
  return { ...setting, file, value, directory };
}

function isInvalid(error: unknown): boolean {
  return error instanceof CgroupRefused && error.code === 'EINVAL';
}

function write(directory: string, setting: Setting): AppliedSetting[] {
  const { file, value } = setting;
  try {
    writeControl(join(directory, file), value);
    return [{ file, value, directory }];
  } catch (error) {
    if (setting.isOptional && isUnsupported(error)) return [];
    throw error;
  }
}

function isUnsupported(error: unknown): boolean {
  const { code } = error as CgroupRefused;
  return code === 'EOPNOTSUPP' || code === 'ENOTSUP';
}

/** `memory` of `memory.max`: every file is named after its controller. */
export function controllerOf({ file }: Pick<Setting, 'file'>): string {
  return file.slice(0, file.indexOf('.'));
}

/** That there is no limit is so without a controller too. */
export function isUnlimited({ value }: Pick<Setting, 'value'>): boolean {
  return value === 'max' || value === '-1';
}

function isAboutSwap(file: string): boolean {
  return file.startsWith('memory.swap.') || file.startsWith('memory.memsw.');
}

/** A host without swap has nothing that a limit on it could hold back, and its kernel may not count it. @see proc_swaps(5) */
function hasSwap(): boolean {
  return (readControl('/proc/swaps') ?? '').split('\n').length > 1;
}

function missing(setting: Setting, directory: string | undefined): LimitUnavailable {
  const controller = controllerOf(setting);
  const reason =
    directory === undefined
      ? `this host has no cgroup controller "${controller}"`
      : `its kernel has no ${setting.file} in ${directory}`;
  return new LimitUnavailable([controller], reason, 'cat /proc/cgroups shows which controllers the kernel has.');
}
