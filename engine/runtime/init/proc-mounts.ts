import type { Call } from '../../stub/call.ts';
import { fileSystemType } from '../../stub/calls/stat.ts';
import { PROC_SUPER_MAGIC } from '../../syscall/constants.ts';
import { InvalidSpec } from '../errors.ts';

/** Files of /proc that lxcfs has versions of, which show a container its own share; and one for hosts that are certified. */
const REPLACEABLE =
  /^\/proc\/(cpuinfo|diskstats|meminfo|stat|swaps|uptime|loadavg|slabinfo|sys\/kernel\/ns_last_pid|sys\/crypto\/fips_enabled)$/;

/**
 * Whatever the path is called, and wherever links of the image lead: what is mounted into /proc would take the place of
 * the kernel's files that masks and labels are written to (CVE-2019-16884).
 *
 * The call gives the answer; where that is wrong, the container is not made, whatever was mounted meanwhile.
 */
export function refusingProc(target: string, destination: string, source: string): Call<number> {
  const asking = fileSystemType(target);
  return {
    ...asking,
    read: (result, written) => {
      const type = asking.read(result, written);
      if (type !== PROC_SUPER_MAGIC || REPLACEABLE.test(destination)) return type;
      throw new InvalidSpec(`cannot mount ${source} on ${destination}: ${destination} is inside /proc`);
    },
  };
}

/** /proc and /sys decide what the kernel shows and takes: an image must not choose where they are (CVE-2019-19921, CVE-2023-27561). */
export function isKernelDirectory(destination: string): boolean {
  return destination === '/proc' || destination === '/sys';
}

/** Nothing but the kernel's own file system may stand on /proc. @see refusingProc */
export function requiringProc(name: string, source: string): Call<number> {
  const asking = fileSystemType(name);
  return {
    ...asking,
    read: (result, written) => {
      const type = asking.read(result, written);
      if (type === PROC_SUPER_MAGIC) return type;
      throw new InvalidSpec(`cannot mount ${source} on /proc: it is not of type proc`);
    },
  };
}
