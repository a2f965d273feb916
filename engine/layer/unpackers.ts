import { type Launcher, UnpackProcess, type Watch } from './launch.ts';
import type { LayerReport, UnpackJob } from './unpack-job.ts';

/**
 * Processes that unpack layers, kept from one layer to the next: to start one takes longer than to unpack a small layer.
 * As many run as are asked to work at the same time.
 */
export class Unpackers {
  readonly #launcher: Launcher | undefined;
  readonly #idle: UnpackProcess[] = [];
  #isClosed = false;

  /** @param launcher how to start a process in a user namespace; without it, it runs as this user, who must be root */
  constructor(launcher: Launcher | undefined) {
    this.#launcher = launcher;
  }

  /** Starts a process for work that is going to come, unless one waits for work already. */
  prepare(): void {
    if (this.#idle.length === 0) this.#idle.push(new UnpackProcess(this.#launcher));
  }

  /** Has a job carried out, by a process that waits or by a new one. @throws as `UnpackProcess.run` */
  async run(job: UnpackJob, watch: Watch): Promise<LayerReport> {
    const process = this.#take();
    const report = await process.run(job, watch);
    if (job.isLast || this.#isClosed) await process.end();
    else this.#idle.push(process);
    return report;
  }

  /** Ends the processes that wait for work. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#idle.splice(0).map((process) => process.end()));
  }

  #take(): UnpackProcess {
    for (let process = this.#idle.pop(); process; process = this.#idle.pop()) {
      if (!process.hasEnded) return process;
    }
    return new UnpackProcess(this.#launcher);
  }
}
