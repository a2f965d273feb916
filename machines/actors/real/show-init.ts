import type { Json } from '../../../engine/json.ts';
import type { MadeContainer } from '../../../engine/runtime/container.ts';
import { viewProcess } from '../../../engine/runtime/process-view.ts';
import { disassemble } from '../../../engine/seccomp/disassemble.ts';
import type { Tools } from '../contract.ts';
import { asJson } from './facts.ts';
import { heldFacts } from './held.ts';

/** Says where init stands before execve, with the evidence of both sides. */
export function showInit(container: MadeContainer, cgroup: Json, tools: Tools, isWatched: boolean): void {
  const { pid, calls, pids, maker } = container;
  const whose = pids === 'host' ? 'of the host' : 'of another container';
  const pidInside = pids === 'own' ? 'process 1 inside' : `inside: it has the pid namespace ${whose}`;
  const made = maker ? `${maker.name} create has made init: it` : 'Init';
  const after = isWatched && !maker ? `After ${calls.length} kernel calls it` : 'It';
  const unseen = isWatched && maker ? ` The kernel calls of ${maker.name} are not seen.` : '';
  tools.show(
    `${made} is process ${pid} here and ${pidInside}. ${after} stands right before execve, and waits.${unseen}`,
    isWatched
      ? {
          process: asJson(viewProcess(pid) ?? null),
          ...heldFacts(container),
          ...(maker ? { runtime: asJson(maker) } : { syscalls: asJson(calls) }),
          cgroup,
          ...filterFacts(container),
        }
      : {},
    [
      `cat /proc/${pid}/status`,
      `ls -l /proc/${pid}/ns`,
      `nsenter --target ${pid} --mount --uts --ipc --net --pid --cgroup`,
    ],
  );
}

/** The process as it is now; nothing where it has ended already. */
export function processFacts({ pid }: MadeContainer): Record<string, Json> {
  const view = viewProcess(pid);
  // In the midst of execve a process has no words of its own.
  return view?.commandLine.length ? { process: asJson(view) } : {};
}

/** The filter in words: it is in force, or will be right before execve. */
function filterFacts({ seccomp }: MadeContainer): Record<string, Json> {
  return seccomp ? { seccomp: disassemble(seccomp.program) } : {};
}
