import { profileAskedFor } from '../apparmor/host.ts';
import type { ContainerOptions } from './container-options.ts';

/** Whether the host's kernel has the module: asked only where a container is to have a label of it. */
export interface SecurityModules {
  readonly hasAppArmor: () => boolean;
  readonly hasSelinux: () => boolean;
}

/** What is to be said of labels that were asked for, of modules that the kernel does not have. */
export function discardedLabels(
  { appArmor, labels }: Pick<ContainerOptions, 'appArmor' | 'labels'>,
  { hasAppArmor, hasSelinux }: SecurityModules,
): string[] {
  const profile = profileAskedFor(appArmor);
  return [
    ...(profile && !hasAppArmor() ? [`WARNING: The kernel has no AppArmor. Profile "${profile}" discarded.`] : []),
    ...(labels && !hasSelinux() ? ['WARNING: The kernel has no policy of SELinux in force. Labels discarded.'] : []),
  ];
}
