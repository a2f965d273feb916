import { posix } from 'node:path';
import { InvalidMount } from './errors.ts';

/** Files of /proc that a container may be shown another version of: runc's list, made for lxcfs. */
const REPLACEABLE = new Set(
  ['cpuinfo', 'diskstats', 'meminfo', 'stat', 'swaps', 'uptime', 'loadavg', 'slabinfo', 'sys/kernel/ns_last_pid'].map(
    (file) => `/proc/${file}`,
  ),
);

/**
 * The target of a mount, without `.`, `..` and double slashes.
 *
 * Over `/` nothing of the image would be left. Over /proc or /sys the kernel's own files would be hidden, and whoever
 * writes to them (labels, masks) would write to the mount's (CVE-2019-16884). Links in the image are init's to judge.
 *
 * @param whose what stands in front of docker's words: the option it is of
 * @throws InvalidMount, in docker's words where docker has some
 */
export function mountTarget(text: string, whose = ''): string {
  if (!text.startsWith('/'))
    throw new InvalidMount(`${whose}invalid mount path: '${text}' mount path must be absolute`);
  if (/[\0\n]/.test(text)) throw new InvalidMount(`invalid mount path: ${JSON.stringify(text)} has a NUL or a newline`);
  const target = posix.resolve(text);
  if (target === '/') throw new InvalidMount(`${whose}invalid specification: destination can't be '/'`);
  const isKernels = target === '/sys' || target === '/proc' || target.startsWith('/proc/');
  if (!isKernels || REPLACEABLE.has(target)) return target;
  const root = target === '/sys' ? '/sys' : '/proc';
  throw new InvalidMount(`${JSON.stringify(target)} cannot be mounted because it is inside ${root}`, {
    hint: `To show the container the host's ${root}, mount it elsewhere: -v ${root}:/host${root}:ro.`,
  });
}
