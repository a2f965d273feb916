import type { DeviceRule } from '../../bundle/runtime-spec.ts';

const character = (major: number, minor?: number): DeviceRule => ({
  allow: true,
  type: 'c',
  major,
  ...(minor !== undefined && { minor }),
  access: 'rwm',
});

/**
 * What every container may use, whatever its rules say: the devices that it is given anyway, terminals, and to make any
 * node, which by itself opens nothing.
 *
 * @see runtime-spec config-linux.md#default-devices
 */
export const DEFAULT_DEVICE_RULES: readonly DeviceRule[] = [
  { allow: true, type: 'c', access: 'm' },
  { allow: true, type: 'b', access: 'm' },
  character(1, 3), // /dev/null
  character(1, 5), // /dev/zero
  character(1, 7), // /dev/full
  character(1, 8), // /dev/random
  character(1, 9), // /dev/urandom
  character(5, 0), // /dev/tty
  character(5, 2), // /dev/ptmx
  character(136), // /dev/pts/
  character(10, 200), // /dev/net/tun, which the first runtimes let everybody use, and programs have come to rely on
];
