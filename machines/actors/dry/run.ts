import { containerCgroupDirectories } from '../../../engine/cgroup/placement.ts';
import type { Engine } from '../../../engine/engine.ts';
import { findLeftovers } from '../../../engine/runtime/leftovers.ts';
import type { RunActors } from '../contract.ts';
import { attachedText } from '../real/attached-text.ts';
import { asJson } from '../real/facts.ts';
import type { DryParts } from './container.ts';

/** The steps of a run that are no container's and no pull's, but for the one that looks for the image. */
export function dryRunActors(engine: Engine, parts: DryParts): Omit<RunActors, 'lookUpImage'> {
  return {
    async attachStreams({ request }, tools) {
      const text = parts.plan?.spec.process.terminal
        ? 'Standard input, output and error would be one terminal, whose other end would be ours.'
        : `Standard output and standard error would be two pipes whose reading ends would be ours${request.process.interactive ? ', and your standard input a third' : ''}.`;
      tools.show(text + attachedText(request.process));
    },

    async detachContainer(_, tools) {
      tools.show('A monitor would stay with the container, keep its output and learn how it ends.');
    },

    async streamOutput(_, tools) {
      tools.show('Nothing runs, so nothing is written.');
      return { stdoutBytes: 0, stderrBytes: 0 };
    },

    async reapContainer({ status }, tools) {
      tools.show('wait(2) would tell how it ended: with a status, or by a signal.');
      return status;
    },

    async classifyExit(_, tools) {
      tools.show("Your shell would see the program's own status, or 128 and the number of a signal. Now it sees 0.");
      return { exitCode: 0 };
    },

    async proveCleanup({ container }, tools) {
      if (!container) return tools.show('No container was planned, so nothing can have been made of one.');
      if (process.platform !== 'linux') return tools.show('Nothing was made.');
      const directories = containerCgroupDirectories(engine.placement, container.id);
      const leftovers = findLeftovers(container.bundle, undefined, directories);
      const count = Object.values(leftovers).flat().length;
      tools.show(
        count === 0
          ? 'Nothing was made: no mount, no process, no cgroup, no file.'
          : `${count} things are there that a dry run must not have made.`,
        { leftovers: asJson(leftovers) },
        [`ls ${container.bundle}`, `grep ${container.id.slice(0, 12)} /proc/self/mountinfo`],
      );
    },
  };
}
