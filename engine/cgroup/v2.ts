import { join } from 'node:path';
import type { Resources } from '../bundle/runtime-spec.ts';
import { type AppliedSetting, applyLimits, controllerOf, isUnlimited, plannedForm } from './apply-limits.ts';
import { blockIoV2 } from './block-io.ts';
import type { Cgroup, CgroupDetails, CgroupStats } from './cgroup.ts';
import { figuresIn, numberIn, readControl, writeControl, writePid } from './control-file.ts';
import { makeDirectory, removeDirectory } from './directories.ts';
import { enableControllers, tryEnableControllers } from './enable-controllers.ts';
import { CgroupBusy, type CgroupRefused, LimitUnavailable } from './errors.ts';
import { hugePagesIn } from './huge-pages.ts';
import { killAll, pidsBelow } from './kill-all.ts';
import { limitsV2 } from './limits-v2.ts';
import { until } from './until.ts';

/** Without these there is nothing to show of memory and processes; the other figures the kernel keeps anyway. */
const COUNTING = ['memory', 'pids'];

/** A cgroup in the one hierarchy of v2. @see kernel admin-guide/cgroup-v2 */
export class CgroupV2 implements Cgroup {
  readonly version = 'v2';
  readonly path: string;
  readonly #mountPoint: string;
  readonly #directory: string;

  constructor(mountPoint: string, path: string) {
    this.path = path;
    this.#mountPoint = mountPoint;
    this.#directory = join(mountPoint, path);
  }

  get directories(): readonly string[] {
    return [this.#directory];
  }

  get unified(): string {
    return this.#directory;
  }

  create(resources: Resources, mayExist = false): void {
    if (resources.memory?.disableOOMKiller) {
      throw new LimitUnavailable(
        ['memory'],
        'cgroup v2 cannot keep the OOM killer off',
        'Leave --oom-kill-disable out.',
      );
    }
    requireControllers(Object.keys(resources.unified ?? {}));
    makeDirectory(this.#directory, mayExist);
    const needed = new Set(
      limitsV2(resources)
        .filter((setting) => !isUnlimited(setting))
        .map(controllerOf),
    );
    needed.delete('cgroup');
    // Before anybody joins: a new controller wants every process below to be moved to it.
    enableControllers(this.#mountPoint, this.path, [...needed]);
    tryEnableControllers(this.#mountPoint, this.path, COUNTING);
  }

  join(pid: number): Promise<void> {
    return writePid(this.#directory, pid);
  }

  setLimits(resources: Resources): AppliedSetting[] {
    return applyLimits(limitsV2(resources), () => this.#directory);
  }

  /** v2 has no files for them. */
  setDevices(): undefined {}

  planLimits(resources: Resources): AppliedSetting[] {
    return limitsV2(resources).map((setting) => plannedForm(setting, this.#directory));
  }

  stats(): CgroupStats {
    const cpu = figuresIn(this.#file('cpu.stat'));
    return {
      memory: {
        current: numberIn(this.#file('memory.current')),
        peak: numberIn(this.#file('memory.peak')),
        limit: numberIn(this.#file('memory.max')),
        oomKills: figuresIn(this.#file('memory.events')).oom_kill,
      },
      cpu: { usage: cpu.usage_usec, throttledPeriods: cpu.nr_throttled, throttled: cpu.throttled_usec },
      pids: {
        current: numberIn(this.#file('pids.current')),
        limit: numberIn(this.#file('pids.max')),
        refusals: figuresIn(this.#file('pids.events')).max,
      },
    };
  }

  details(): CgroupDetails {
    const { user_usec: user, system_usec: system, nr_periods: periods } = figuresIn(this.#file('cpu.stat'));
    return { memory: figuresIn(this.#file('memory.stat')), cpu: { user, system, periods } };
  }

  blockIo() {
    return blockIoV2(this.#directory);
  }

  hugePages() {
    return hugePagesIn(this.#directory);
  }

  pids(): readonly number[] {
    return pidsBelow(this.#directory);
  }

  isFrozen(): boolean {
    return readControl(this.#file('cgroup.freeze')) === '1';
  }

  freeze(): Promise<void> {
    return this.#setFrozen(1);
  }

  thaw(): Promise<void> {
    return this.#setFrozen(0);
  }

  async kill(): Promise<void> {
    if (!this.#isPopulated()) return;
    if (!this.#isKilledByKernel()) await killAll(this.#directory, this);
    const isEmpty = await until(() => !this.#isPopulated());
    if (!isEmpty) throw new CgroupBusy('empty', this.#directory);
  }

  async remove(): Promise<void> {
    await removeDirectory(this.#directory);
  }

  /**
   * By a file that there is since Linux 5.14; it reaches frozen processes, and those that are just being forked. False
   * where there is none, or no cgroup any more: systemd removes one of its own as soon as the last process has ended.
   */
  #isKilledByKernel(): boolean {
    try {
      writeControl(this.#file('cgroup.kill'), '1');
      return true;
    } catch (error) {
      const { code } = error as CgroupRefused;
      if (code === 'ENOENT' || code === 'ENODEV') return false;
      throw error;
    }
  }

  async #setFrozen(value: 0 | 1): Promise<void> {
    writeControl(this.#file('cgroup.freeze'), String(value));
    const isDone = await until(() => (figuresIn(this.#file('cgroup.events')).frozen ?? value) === value);
    if (!isDone) throw new CgroupBusy(value ? 'freeze' : 'thaw', this.#directory);
  }

  /** False also where the cgroup is gone. */
  #isPopulated(): boolean {
    return figuresIn(this.#file('cgroup.events')).populated === 1;
  }

  #file(name: string): string {
    return join(this.#directory, name);
  }
}

/** A file that belongs to no controller is none that a container could have set. @see runtime-spec config-linux.md#unified */
function requireControllers(files: readonly string[]): void {
  const odd = files.find((file) => !/^[^.]+\../.test(file));
  if (odd === undefined) return;
  throw new LimitUnavailable(
    [odd],
    `the specified key has not the form CONTROLLER.VALUE \`${odd}\``,
    'linux.resources.unified has the names of files as the kernel has them: memory.high, io.max.',
  );
}
