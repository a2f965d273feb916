import type { Config } from '../bundle/config-schema.ts';
import type { Log } from './log.ts';

/** Whether the container has a pid namespace of its own: then nothing in it outlives its first process. @see pid_namespaces(7) */
export function hasOwnPids({ linux }: Pick<Config, 'linux'>): boolean {
  return linux.namespaces.some(({ type, path }) => type === 'pid' && !path);
}

/** Says so where there is no cgroup either, by which those who outlive it could be found. */
export function warnOfLooseProcesses(config: Config, cgroup: object | undefined, log: Log): void {
  if (cgroup || hasOwnPids(config)) return;
  log.warn(
    'this container has neither a cgroup nor a pid namespace of its own: what it starts may outlive it, and neither kill nor delete will find it; give it a pid namespace, or a cgroupsPath',
  );
}
