import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Resources } from '../bundle/runtime-spec.ts';
import { type AppliedSetting, applyLimits, controllerOf, plannedForm } from './apply-limits.ts';
import { blockIoV1 } from './block-io.ts';
import type { Cgroup, CgroupDetails, CgroupStats } from './cgroup.ts';
import { figuresIn, numberIn, readControl, writeControl, writePid } from './control-file.ts';
import { inheritCpuset } from './cpuset.ts';
import type { DevicePolicy } from './devices/rules.ts';
import { deviceSettings } from './devices/v1.ts';
import { makeDirectory, removeDirectory } from './directories.ts';
import { CgroupBusy, LimitUnavailable } from './errors.ts';
import type { Hierarchy } from './hierarchy.ts';
import { hugePagesIn } from './huge-pages.ts';
import { killAll, pidsBelow } from './kill-all.ts';
import { limitsV1 } from './limits-v1.ts';
import { until } from './until.ts';

/**
 * A cgroup in each hierarchy of v1, under the same path, and in the unified one where that is mounted beside them.
 *
 * All of them, as docker does it, and not only those with a limit: after the first, another one costs a tenth of a
 * millisecond, and a cgroup namespace shows the container its own root in every one.
 * @see kernel admin-guide/cgroup-v1
 */
export class CgroupV1 implements Cgroup {
  readonly version = 'v1';
  readonly path: string;
  readonly #hierarchies: readonly Hierarchy[];

  /** @param hierarchies those that can be written to, the unified one included */
  constructor(hierarchies: readonly Hierarchy[], path: string) {
    this.path = path;
    this.#hierarchies = hierarchies;
  }

  get directories(): readonly string[] {
    return this.#hierarchies.map(({ mountPoint }) => join(mountPoint, this.path));
  }

  get unified(): string | undefined {
    const unified = this.#hierarchies.find(({ controllers }) => controllers.length === 0);
    return unified && join(unified.mountPoint, this.path);
  }

  create(resources: Resources, mayExist = false): void {
    const unified = Object.keys(resources.unified ?? {});
    if (unified.length > 0) {
      throw new LimitUnavailable(
        unified,
        'invalid configuration, because these are files of cgroup v2 and this host has v1',
        '',
      );
    }
    for (const directory of this.directories) makeDirectory(directory, mayExist);
    const cpuset = this.#hierarchyOf('cpuset');
    // Empty at first, and nobody may join a cgroup whose processes could run nowhere.
    if (cpuset) inheritCpuset(cpuset.mountPoint, this.path);
  }

  async join(pid: number): Promise<void> {
    for (const directory of this.directories) await writePid(directory, pid);
  }

  setLimits(resources: Resources): AppliedSetting[] {
    return applyLimits(limitsV1(resources), (controller) => this.#directoryOf(controller));
  }

  setDevices(policy: DevicePolicy): AppliedSetting[] {
    return applyLimits(deviceSettings(policy), (controller) => this.#directoryOf(controller));
  }

  planLimits(resources: Resources): AppliedSetting[] {
    return limitsV1(resources).flatMap((setting) => {
      const directory = this.#directoryOf(controllerOf(setting));
      return directory === undefined ? [] : [plannedForm(setting, directory)];
    });
  }

  stats(): CgroupStats {
    const throttling = figuresIn(this.#file('cpu', 'cpu.stat'));
    return {
      memory: {
        current: numberIn(this.#file('memory', 'memory.usage_in_bytes')),
        peak: numberIn(this.#file('memory', 'memory.max_usage_in_bytes')),
        limit: numberIn(this.#file('memory', 'memory.limit_in_bytes')),
        oomKills: figuresIn(this.#file('memory', 'memory.oom_control')).oom_kill,
      },
      cpu: {
        usage: microseconds(numberIn(this.#file('cpuacct', 'cpuacct.usage'))),
        throttledPeriods: throttling.nr_throttled,
        throttled: microseconds(throttling.throttled_time),
      },
      pids: {
        current: numberIn(this.#file('pids', 'pids.current')),
        limit: numberIn(this.#file('pids', 'pids.max')),
        refusals: figuresIn(this.#file('pids', 'pids.events')).max,
      },
    };
  }

  details(): CgroupDetails {
    return {
      memory: figuresIn(this.#file('memory', 'memory.stat')),
      cpu: {
        user: microseconds(numberIn(this.#file('cpuacct', 'cpuacct.usage_user'))),
        system: microseconds(numberIn(this.#file('cpuacct', 'cpuacct.usage_sys'))),
        periods: figuresIn(this.#file('cpu', 'cpu.stat')).nr_periods,
      },
    };
  }

  blockIo() {
    return blockIoV1(this.#directoryOf('blkio'));
  }

  hugePages() {
    return hugePagesIn(this.#directoryOf('hugetlb'));
  }

  /** Every process is in every hierarchy, so that one is as good as all of them. */
  pids(): readonly number[] {
    const directory = this.#directoryOf('freezer') ?? this.directories[0];
    return directory === undefined ? [] : pidsBelow(directory);
  }

  isFrozen(): boolean {
    const directory = this.#directoryOf('freezer');
    return directory !== undefined && (readControl(join(directory, 'freezer.state')) ?? '').startsWith('FR');
  }

  freeze(): Promise<void> {
    return this.#setFreezer('FROZEN');
  }

  thaw(): Promise<void> {
    return this.#setFreezer('THAWED');
  }

  async kill(): Promise<void> {
    const byKernel = this.unified && join(this.unified, 'cgroup.kill');
    if (byKernel && existsSync(byKernel)) writeControl(byKernel, '1');
    const freezer = this.#directoryOf('freezer');
    // Every process is in every hierarchy, so that one is as good as all of them.
    const directory = freezer ?? this.directories[0];
    if (directory && existsSync(directory) && !(await killAll(directory, freezer ? this : undefined))) {
      throw new CgroupBusy('empty', directory);
    }
  }

  async remove(): Promise<void> {
    for (const directory of this.directories) await removeDirectory(directory);
  }

  /** Written again and again: while processes are being forked the kernel may stop halfway, at FREEZING. */
  async #setFreezer(state: 'FROZEN' | 'THAWED'): Promise<void> {
    const directory = this.#directoryOf('freezer');
    if (!directory) throw new LimitUnavailable(['freezer'], 'no freezer hierarchy is mounted', '');
    const file = join(directory, 'freezer.state');
    const isDone = await until(() => {
      writeControl(file, state);
      return readControl(file) === state;
    });
    if (!isDone) throw new CgroupBusy(state === 'FROZEN' ? 'freeze' : 'thaw', directory);
  }

  #hierarchyOf(controller: string): Hierarchy | undefined {
    return this.#hierarchies.find(({ controllers }) => controllers.includes(controller));
  }

  #directoryOf(controller: string): string | undefined {
    const hierarchy = this.#hierarchyOf(controller);
    return hierarchy && join(hierarchy.mountPoint, this.path);
  }

  /** Path of the controller's file; of one that does not exist where the controller does not. */
  #file(controller: string, name: string): string {
    return join(this.#directoryOf(controller) ?? '/sys/fs/cgroup/none', name);
  }
}

function microseconds(nanoseconds: number | undefined): number | undefined {
  return nanoseconds === undefined ? undefined : Math.floor(nanoseconds / 1000);
}
