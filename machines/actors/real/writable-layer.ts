import { mayMention } from '../../../engine/daily-notice.ts';
import type { Engine } from '../../../engine/engine.ts';
import { liesOnOverlay } from '../../../engine/lies-on-overlay.ts';
import { HostUnsupported } from '../../../engine/runtime/errors.ts';
import type { RunRequest, Tools } from '../contract.ts';

const ELSEWHERE =
  'A volume there keeps it on disk, and so does LEARN_RUN_HOME on a file system of another kind, as /tmp or a directory of the host may be.';

/**
 * Whether what the container writes is kept in memory, which is said once a day: on overlayfs, where the store of a
 * learn-run inside a container lies, no layer can be written to.
 *
 * @throws HostUnsupported where it is to be kept when the container has ended
 */
export function isKeptInMemory({ root }: Engine['store'], { keep, process }: RunRequest, tools: Tools): boolean {
  if (process.rootfs?.isOverlay === false || !liesOnOverlay(root)) return false;
  if (keep) {
    throw new HostUnsupported(
      `cannot keep what a container writes in ${root}: that lies on overlayfs, as does this container`,
      {
        hint: `${ELSEWHERE} With --rm it is kept in memory while the container runs.`,
      },
    );
  }
  if (mayMention(root, 'in-memory')) {
    const text = `learn-run: what containers write is kept in memory: ${root} lies on overlayfs. ${ELSEWHERE}`;
    tools.progress({ kind: 'line', text });
  }
  return true;
}
