import { statSync } from 'node:fs';
import { constants } from 'node:os';
import type { RootDirectory } from '../../../engine/bundle/container-options.ts';
import { type OomEvidence, oomEvidence } from '../../../engine/cgroup/oom.ts';
import { containerCgroupDirectories } from '../../../engine/cgroup/placement.ts';
import { imageOfDirectory } from '../../../engine/directory-image.ts';
import type { Engine } from '../../../engine/engine.ts';
import { findWanted } from '../../../engine/find-image.ts';
import { formatPlatform, type Platform } from '../../../engine/image/platform.ts';
import { familiarName, formatReference } from '../../../engine/image/reference.ts';
import type { LogStream } from '../../../engine/log/log-entry.ts';
import { LogWriter } from '../../../engine/log/log-writer.ts';
import { findLeftovers } from '../../../engine/runtime/leftovers.ts';
import { parseSignal } from '../../../engine/runtime/signals.ts';
import { binarySize } from '../../binary-size.ts';
import type { WaitStatus } from '../../facts.ts';
import type { ExitStatus, RunActors, Tools } from '../contract.ts';
import { attachedText } from './attached-text.ts';
import type { Collected } from './collected.ts';
import type { OfContainers } from './container-parts.ts';
import type { Display } from './display.ts';
import { ImageNotFound } from './errors.ts';
import { asJson } from './facts.ts';
import { imageFacts } from './image-facts.ts';
import { hasNewer } from './newer.ts';
import { isForOtherPlatform, refuseOtherPlatform } from './platform-check.ts';

/** The steps of a run that are no container's and no pull's, for real. */
export function runActors(
  engine: Engine,
  { parts, networks }: OfContainers,
  { display, isWatched, readsLayers }: Collected & { readonly display: Display },
): Omit<RunActors, 'detachContainer'> {
  return {
    lookUpImage: lookUpImage(engine, { isWatched, readsLayers }),

    async attachStreams({ container, request }, tools) {
      const { container: made, isDetached } = parts.get(container.id)!;
      const created = made!;
      if (!isDetached) await display.attach(created);
      const text = isDetached
        ? 'Nobody will look at what it says: the other ends of its streams are in the launcher. Nothing was written to them yet.'
        : created.terminal
          ? 'Standard input, output and error are one terminal, whose other end is ours. Nothing was written to it yet.'
          : 'Standard output and standard error are two pipes whose reading ends are ours. Nothing was written to them yet.';
      tools.show(isDetached ? text : text + attachedText(request.process), {}, [`ls -l /proc/${container.pid}/fd`]);
    },

    async streamOutput({ container }, tools) {
      const { container: made, logFileSize } = parts.get(container.id)!;
      const log = new LogWriter(container.bundle, logFileSize);
      const keep = (stream: LogStream, chunk: Buffer) => log.append(stream, chunk);
      const counts = await display.carry(made!, keep).finally(() => log.close());
      tools.show(`${counts.stdoutBytes} bytes came on standard output, ${counts.stderrBytes} on standard error.`, {
        output: { ...counts },
      });
      return counts;
    },

    async reapContainer({ container, status }, tools) {
      const stats = parts.get(container.id)?.cgroup?.stats();
      const oom = stats && oomEvidence(stats);
      tools.show(`wait(2) says: ${statusText(status)}${oom ? `, and the cgroup: ${oomText(oom)}` : ''}.`, {
        'wait status': waitStatus(status),
        ...(oom && { 'out of memory': asJson(oom) }),
      });
      if (oom && wasKilled(status)) tools.progress({ kind: 'line', text: `learn-run: ${oomText(oom)}` });
      return status;
    },

    async classifyExit({ status }, tools) {
      const exitCode = status.code ?? 128 + signalNumber(status);
      const reason = status.signal
        ? `128 + ${signalNumber(status)}, the number of ${status.signal}`
        : "the program's own";
      tools.show(`Your shell will see ${exitCode}: ${reason}.`, {}, ['echo $?']);
      return { exitCode };
    },

    async proveCleanup({ container, keep }, tools) {
      if (!container) return tools.show('No container was made, so nothing can be left of one.');
      const leftovers = findLeftovers(
        container.bundle,
        container.pid,
        containerCgroupDirectories(engine.placement, container.id),
      );
      const { mounts, processes, cgroups, files } = leftovers;
      const network = networks.leftovers(container.id);
      const count = mounts.length + processes.length + cgroups.length + network.length + (keep ? 0 : files.length);
      tools.show(
        count === 0
          ? 'Nothing is left: no mount, no process, no cgroup, no network, no file.'
          : `${count} things are left of the container.`,
        { leftovers: asJson({ ...leftovers, network }) },
        [`grep ${container.id.slice(0, 12)} /proc/self/mountinfo`, `ls ${container.bundle}`],
      );
    },
  };
}

/** Spells the name out and looks for the image in the store; nothing is written. */
export function lookUpImage(engine: Engine, { isWatched, readsLayers }: Collected): RunActors['lookUpImage'] {
  return async ({ request }, tools) => {
    const { reference, platform, pull, process } = request;
    if (process.rootfs) return showDirectory(process.rootfs, platform, tools);
    const name = formatReference(reference);
    const found = findWanted(engine.store, name, platform);
    if (!found) {
      if (pull === 'never') throw new ImageNotFound(familiarName(reference));
      tools.show(
        `${familiarName(reference)} means ${name}, and the store does not have it.`,
        { reference: asJson(reference) },
        [`cat ${engine.store.root}/index.json`],
      );
      return { image: undefined };
    }
    const { target, manifestDescriptor: manifest, config } = found;
    if (isForOtherPlatform(config, platform)) {
      if (pull === 'never') refuseOtherPlatform(reference, config, platform);
      const [here, asked] = [formatPlatform(config), formatPlatform(platform)];
      tools.show(`${familiarName(reference)} is here for ${here}, and asked was ${asked}: the registry may have both.`);
      return { image: undefined };
    }
    if (pull === 'newer' && (await hasNewer(engine, reference, target, tools.signal))) {
      tools.show(`${familiarName(reference)} is here, and its registry has another one by now.`);
      return { image: undefined };
    }
    tools.show(
      `${familiarName(reference)} means ${name}, and the store has it: ${target.digest}.`,
      isWatched ? { reference: asJson(reference), ...(await imageFacts(engine, found, readsLayers)) } : {},
      [`cat ${engine.store.root}/index.json`, `cat ${engine.store.content.pathOf(manifest.digest)}`],
    );
    return { image: { name, target, manifest, id: found.manifest.config.digest } };
  };
}

/** Nothing is looked up where there is no image: the evidence is the directory as it is. */
function showDirectory({ directory, isOverlay }: RootDirectory, platform: Platform, tools: Tools) {
  const { target, manifestDescriptor, manifest } = imageOfDirectory(platform);
  const { mode, uid, gid } = statSync(directory);
  tools.show(
    `The root file system is a directory: ${directory}. There is no image to look up, and no digest says what must be in there.`,
    { 'root directory': asJson({ directory, isOverlay, mode: mode.toString(8), uid, gid }) },
    [`ls -la ${directory}`],
  );
  return { image: { name: '', target, manifest: manifestDescriptor, id: manifest.config.digest } };
}

function signalNumber({ signal }: ExitStatus): number {
  return parseSignal(signal!)!;
}

function statusText({ code, signal }: ExitStatus): string {
  return signal ? `killed by signal ${signal}` : `exited with status ${code}`;
}

/** By SIGKILL itself, or by way of a shell that tells of it. */
function wasKilled(status: ExitStatus): boolean {
  return status.signal === 'SIGKILL' || status.code === 128 + constants.signals.SIGKILL;
}

function oomText({ limit, kills }: OomEvidence): string {
  const whose = limit === undefined ? 'the host was out of memory' : `the limit was ${binarySize(limit)}`;
  return `killed by the OOM killer: ${whose}, oom_kill ${kills}`;
}

/** The 16 bits of wait(2): the exit code in the high byte, the number of the signal in the low seven. */
function waitStatus(status: ExitStatus): WaitStatus & { readonly exited: boolean } {
  const value = status.signal ? signalNumber(status) : (status.code ?? 0) << 8;
  return {
    value: `0x${value.toString(16).padStart(4, '0')}`,
    exited: status.signal === undefined,
    code: status.code ?? null,
    signal: status.signal ?? null,
  };
}
