import { readdirSync, readFileSync } from 'node:fs';
import { hasAppArmor } from '../../../engine/apparmor/host.ts';
import { namesOfMask } from '../../../engine/bundle/capabilities.ts';
import { controlFiles } from '../../../engine/cgroup/control-files.ts';
import { viewInside } from '../../../engine/inside-view.ts';
import type { Json } from '../../../engine/json.ts';
import { readLinkIfThere } from '../../../engine/read-if-there.ts';
import type { MadeContainer } from '../../../engine/runtime/container.ts';
import { hasSelinux } from '../../../engine/selinux/contexts.ts';
import { asFacts, asJson } from './facts.ts';

/** How the held process itself sees the world, and what its cgroup says: what stands beside the host's view of it. */
export function heldFacts({ pid, cgroup }: MadeContainer): Record<string, Json> {
  return asFacts({
    inside: viewInside(pid),
    host: ownView(),
    ...(cgroup && { 'cgroup files': controlFiles(cgroup) }),
  });
}

/** Learn-run itself, to compare with. */
function ownView() {
  const types = readdirSync('/proc/self/ns').filter((type) => !type.endsWith('_for_children'));
  const [, effective = '0'] = /^CapEff:\s*(\w+)$/m.exec(textOf('/proc/self/status') ?? '') ?? [];
  return {
    namespaces: Object.fromEntries(
      types.map((type) => [type, /\d+/.exec(readLinkIfThere(`/proc/self/ns/${type}`) ?? '')?.[0]]),
    ),
    capabilities: namesOfMask(BigInt(`0x${effective}`)).length,
    processes: readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length,
  };
}

/** The same process after execve, where it still runs: programs may be quick. */
export function programFacts({ pid }: MadeContainer): Record<string, Json> {
  const list = (file: string) => textOf(`/proc/${pid}/${file}`)?.split('\0').slice(0, -1);
  const commandLine = list('cmdline');
  if (!commandLine?.length) return {};
  return {
    program: asJson({
      pid,
      executable: readLinkIfThere(`/proc/${pid}/exe`),
      commandLine,
      environment: list('environ'),
      ...(hasAppArmor() && { profile: textOf(`/proc/${pid}/attr/apparmor/current`)?.trim() }),
      ...(hasSelinux() && { label: textOf(`/proc/${pid}/attr/current`)?.replace('\0', '') }),
    }),
  };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
