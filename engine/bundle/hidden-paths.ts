/**
 * The paths of /proc and /sys that a container must not see: they tell about the hardware or the host's keys, or let
 * an observer measure other programs (powercap, thermal_throttle). One that does not exist is skipped by the runtime.
 *
 * @see runtime-spec config-linux.md#masked-paths
 */
export function maskedPaths(thermalThrottlePaths: readonly string[]): string[] {
  return [
    '/proc/acpi',
    '/proc/asound',
    '/proc/interrupts',
    '/proc/kcore',
    '/proc/keys',
    '/proc/latency_stats',
    '/proc/sched_debug',
    '/proc/scsi',
    '/proc/timer_list',
    '/proc/timer_stats',
    '/sys/devices/virtual/powercap',
    '/sys/firmware',
    ...thermalThrottlePaths,
  ];
}

/** The paths of /proc through which root could change the host. @see runtime-spec config-linux.md#readonly-paths */
export const READONLY_PATHS: readonly string[] = [
  '/proc/bus',
  '/proc/fs',
  '/proc/irq',
  '/proc/sys',
  '/proc/sysrq-trigger',
];
