import type { ParityArea } from './parity-case.ts';

/** The first of these files of the container's cgroup that is there: the name of cgroup v2, and that of v1. */
const cgroupFile = (...names: readonly string[]) =>
  `cat ${names.map((name) => `/sys/fs/cgroup/${name}`).join(' ')} 2>/dev/null | head -n 1`;
const limit = (name: string) => `awk '/^${name}/ { print $(NF-2), $(NF-1) }' /proc/self/limits`;

export const LIMITS: ParityArea = {
  title: 'Limits',
  cases: [
    {
      id: 'memory',
      title: '--memory',
      options: ['-m', '64m'],
      command: cgroupFile('memory.max', 'memory/memory.limit_in_bytes'),
    },
    {
      id: 'memory-small',
      title: '--memory below six megabytes',
      options: ['-m', '1m'],
      command: ['true'],
      says: /Minimum memory limit allowed is 6MB/i,
    },
    {
      id: 'memory-bad',
      title: '--memory that is no size',
      options: ['-m', 'much'],
      command: ['true'],
      says: /invalid argument "much" for "-m, --memory" flag: invalid size: 'much'/,
    },
    {
      id: 'memory-swap-small',
      title: '--memory-swap below --memory',
      options: ['-m', '64m', '--memory-swap', '32m'],
      command: ['true'],
      says: /Minimum memoryswap limit should be larger than memory limit/i,
    },
    {
      id: 'memory-swap-alone',
      title: '--memory-swap without --memory',
      options: ['--memory-swap', '64m'],
      command: ['true'],
      says: /You should always set the Memory limit when using Memoryswap limit/i,
    },
    {
      id: 'memory-reservation',
      title: '--memory-reservation',
      options: ['-m', '64m', '--memory-reservation', '32m'],
      command: cgroupFile('memory.low', 'memory/memory.soft_limit_in_bytes'),
    },
    {
      id: 'memory-swappiness',
      title: '--memory-swappiness',
      options: ['--memory-swappiness', '0'],
      command: 'cat /sys/fs/cgroup/memory/memory.swappiness',
      isOfTheMachine: true,
    },
    {
      id: 'memory-swappiness-bad',
      title: '--memory-swappiness beyond 100',
      options: ['--memory-swappiness', '101'],
      command: ['true'],
      says: /invalid value: 101. Valid memory swappiness range is 0-100/,
    },
    {
      id: 'cpu-rt-bad',
      title: '--cpu-rt-runtime above --cpu-rt-period',
      options: ['--cpu-rt-period', '1000', '--cpu-rt-runtime', '95000'],
      command: ['true'],
      says: /cpu real-time runtime cannot be higher than cpu real-time period/,
    },
    {
      id: 'oom',
      title: 'a program that takes more than it may',
      options: ['-m', '16m', '--memory-swap', '16m'],
      command: ['sh', '-c', 'x=$(yes | head -c 60000000); echo survived'],
    },
    { id: 'cpus', title: '--cpus', options: ['--cpus', '0.5'], command: cgroupFile('cpu.max', 'cpu/cpu.cfs_quota_us') },
    {
      id: 'cpus-too-many',
      title: '--cpus beyond those of the machine',
      options: ['--cpus', '10000'],
      command: ['true'],
      says: /Range of CPUs is from 0.01 to \d+.00, as there are only \d+ CPUs available/i,
      isOfTheMachine: true,
    },
    {
      id: 'cpu-shares',
      title: '--cpu-shares',
      options: ['-c', '512'],
      command: cgroupFile('cpu.weight', 'cpu/cpu.shares'),
    },
    {
      id: 'cpu-quota',
      title: '--cpu-period and --cpu-quota',
      options: ['--cpu-period', '50000', '--cpu-quota', '25000'],
      command: cgroupFile('cpu.max', 'cpu/cpu.cfs_quota_us'),
    },
    {
      id: 'cpu-period-bad',
      title: '--cpu-period that is too short',
      options: ['--cpu-period', '10'],
      command: ['true'],
      says: /CPU cfs period can not be less than 1ms \(i.e. 1000\) or larger than 1s \(i.e. 1000000\)/i,
    },
    {
      id: 'cpus-and-quota',
      title: '--cpus together with --cpu-quota',
      options: ['--cpus', '1', '--cpu-quota', '5000'],
      command: ['true'],
      says: /Conflicting options: Nano CPUs and CPU (Quota|Period) cannot both be set/i,
    },
    {
      id: 'cpuset',
      title: '--cpuset-cpus',
      options: ['--cpuset-cpus', '0'],
      command: 'grep ^Cpus_allowed_list /proc/self/status',
    },
    {
      id: 'cpuset-bad',
      title: '--cpuset-cpus beyond those of the machine',
      options: ['--cpuset-cpus', '4000'],
      command: ['true'],
      says: /Requested CPUs are not available - requested 4000/i,
    },
    {
      id: 'pids',
      title: '--pids-limit',
      options: ['--pids-limit', '20'],
      command: cgroupFile('pids.max', 'pids/pids.max'),
    },
    {
      id: 'pids-reached',
      title: 'and what happens at the limit',
      options: ['--pids-limit', '5'],
      command: 'for i in 1 2 3 4 5 6 7 8; do sleep 1 & done 2>&1 | grep -o "can.t fork" | head -n 1',
    },
    {
      id: 'device-iops-missing',
      title: '--device-read-iops of a device that is not there',
      options: ['--device-read-iops', '/dev/nosuch:100'],
      command: ['true'],
      says: /stat \/dev\/nosuch: no such file or directory|could not get throttle device \/dev\/nosuch.*/i,
    },
    {
      id: 'device-bps-bad',
      title: '--device-write-bps with a rate that is none',
      options: ['--device-write-bps', '/dev/null:much'],
      command: ['true'],
      says: /invalid argument "\/dev\/null:much" for "--device-write-bps" flag: invalid rate for device|invalid rate for device.*/i,
    },
    {
      id: 'blkio-weight-device-bad',
      title: '--blkio-weight-device with a weight below ten',
      options: ['--blkio-weight-device', '/dev/null:5'],
      command: ['true'],
      says: /invalid weight for device: \/dev\/null:5/i,
    },
    {
      id: 'device-bps',
      title: '--device-read-bps of a disk',
      script: `disk=/dev/$(ls /sys/block | grep -e ^vd -e ^sd -e ^nvme | head -n 1)
        $ENGINE run --rm --device-read-bps $disk:1mb --device-write-iops $disk:100 $IMAGE sh -c \
          'cd /sys/fs/cgroup; cat io.max blkio/blkio.throttle.read_bps_device blkio/blkio.throttle.write_iops_device' 2>/dev/null`,
      isOfTheMachine: true,
    },
    { id: 'ulimit', title: '--ulimit', options: ['--ulimit', 'nofile=100:200'], command: limit('Max open files') },
    {
      id: 'ulimit-one',
      title: '--ulimit with one number for both',
      options: ['--ulimit', 'nofile=100'],
      command: limit('Max open files'),
    },
    {
      id: 'ulimit-core',
      title: '--ulimit core=0',
      options: ['--ulimit', 'core=0'],
      command: limit('Max core file size'),
    },
    {
      id: 'ulimit-unknown',
      title: '--ulimit of a kind that does not exist',
      options: ['--ulimit', 'nosuch=1'],
      command: ['true'],
      says: /invalid ulimit type: nosuch/,
    },
    {
      id: 'ulimit-order',
      title: '--ulimit soft above hard',
      options: ['--ulimit', 'nofile=200:100'],
      command: ['true'],
      says: /ulimit soft limit must be less than or equal to hard limit: 200 > 100/,
    },
    {
      id: 'limits-default',
      title: 'limits of the process where none were asked for',
      command: "awk -F '  +' 'NR > 1 { print $1, $2 }' /proc/self/limits",
      isOfTheMachine: true,
    },
    {
      id: 'cgroup-path',
      title: 'the cgroup is the root of what the container sees',
      command: 'cut -d : -f 3 /proc/self/cgroup | sort -u',
      isOfTheMachine: true,
    },
    {
      id: 'cgroup-path-host',
      title: '--cgroupns host',
      options: ['--cgroupns', 'host'],
      command: 'cut -d : -f 3 /proc/self/cgroup | sort -u | grep -c ..',
    },
    {
      id: 'cgroup-read-only',
      title: 'cgroups cannot be changed from inside',
      command:
        '( mkdir /sys/fs/cgroup/mine || mkdir /sys/fs/cgroup/memory/mine ) 2>&1 | tail -n 1 | grep -o "Read-only file system"',
      isOfTheMachine: true,
    },
  ],
};
