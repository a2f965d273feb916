import { profileAskedFor } from '../apparmor/host.ts';
import type { ContainerOptions } from './container-options.ts';
import type { Spec } from './runtime-spec.ts';

/** What is to be said of labels that were asked for, and are not in config.json since the kernel lacks their module. */
export function discardedLabels(
  { appArmor, labels }: Pick<ContainerOptions, 'appArmor' | 'labels'>,
  { process: { apparmorProfile }, linux: { mountLabel } }: Pick<Spec, 'process' | 'linux'>,
): string[] {
  const isProfileLost = profileAskedFor(appArmor) !== undefined && apparmorProfile === undefined;
  return [
    ...(isProfileLost ? [`WARNING: The kernel has no AppArmor. Profile ${JSON.stringify(appArmor)} discarded.`] : []),
    ...(labels && !mountLabel ? ['WARNING: The kernel has no policy of SELinux in force. Labels discarded.'] : []),
  ];
}
