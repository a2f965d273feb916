import { hasAppArmor, profileAskedFor } from '../apparmor/host.ts';
import { unknownCapabilities } from '../bundle/check-config.ts';
import type { SecurityModules } from '../bundle/discarded-labels.ts';
import type { Process } from '../bundle/runtime-spec.ts';
import { hasSelinux } from '../selinux/contexts.ts';
import type { Log } from './log.ts';

/**
 * The process without what this host has not: capabilities that nobody knows, since it may have been described for a
 * newer kernel, and labels of security modules that are not there. Each is warned of.
 *
 * @see runtime-spec config.md#linux-process
 */
export function servedProcess(
  process: Process,
  log: Log,
  modules: SecurityModules = { hasAppArmor, hasSelinux },
): Process {
  const known = withKnownCapabilities(process, log);
  return withServedLabel(withServedProfile(known, log, modules), log, modules);
}

function withKnownCapabilities(process: Process, log: Log): Process {
  const unknown = unknownCapabilities(process);
  if (unknown.length === 0) return process;
  log.warn(`ignoring unknown or unavailable capabilities: ${JSON.stringify(unknown)}`);
  const sets = Object.entries({ ...process.capabilities });
  const known = Object.fromEntries(
    sets.map(([set, names]) => [set, names.filter((name) => !unknown.includes(name))] as const),
  );
  return { ...process, capabilities: { ...process.capabilities, ...known } };
}

/** A bundle that was made for a host with AppArmor runs on one without it, as with crun, but not in silence. */
function withServedProfile(process: Process, log: Log, modules: SecurityModules): Process {
  const profile = profileAskedFor(process.apparmorProfile);
  if (profile === undefined || modules.hasAppArmor()) return process;
  log.warn(`the kernel has no AppArmor: the process is not under its profile ${JSON.stringify(profile)}`);
  const { apparmorProfile: _, ...others } = process;
  return others;
}

function withServedLabel(process: Process, log: Log, modules: SecurityModules): Process {
  const { selinuxLabel, ...others } = process;
  if (!selinuxLabel || modules.hasSelinux()) return process;
  log.warn(`SELinux has no policy in force: the process does not get its label ${JSON.stringify(selinuxLabel)}`);
  return others;
}
