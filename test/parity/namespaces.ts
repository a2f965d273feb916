import type { ParityArea } from './parity-case.ts';

/** Which namespaces are not those of the host. */
const OWN = (options: string) =>
  `for kind in cgroup ipc mnt net pid user uts; do test "$($ENGINE run --rm ${options} $IMAGE readlink /proc/self/ns/$kind)" = "$(readlink /proc/self/ns/$kind)" && echo $kind of the host || echo $kind of its own; done`;

export const NAMESPACES: ParityArea = {
  title: 'Namespaces and settings of the kernel',
  cases: [
    {
      id: 'userns-host',
      title: '--userns host',
      options: ['--userns', 'host'],
      command: 'cat /proc/self/uid_map',
      isOfTheMachine: true,
    },
    {
      id: 'userns-bad',
      title: '--userns with a mode that there is not',
      options: ['--userns', 'nosuch'],
      command: ['true'],
      says: /--userns: invalid USER mode|invalid namespace type.*|unknown.*nosuch.*/i,
    },
    { id: 'namespaces', title: 'which are the container’s own', script: OWN(''), isOfTheMachine: true },
    { id: 'namespaces-privileged', title: 'and with --privileged', script: OWN('--privileged'), isOfTheMachine: true },
    {
      id: 'pid-host',
      title: '--pid host shows the processes of the host',
      options: ['--pid', 'host'],
      command: 'test $$ -gt 1 && test -d /proc/2 && echo host',
    },
    {
      id: 'ipc-host',
      title: '--ipc host',
      script:
        'test "$($ENGINE run --rm --ipc host $IMAGE readlink /proc/self/ns/ipc)" = "$(readlink /proc/self/ns/ipc)" && echo host',
    },
    {
      id: 'ipc-none',
      title: '--ipc none has no /dev/shm',
      options: ['--ipc', 'none'],
      command: 'grep -c " /dev/shm " /proc/self/mountinfo',
    },
    {
      id: 'ipc-container',
      title: '--ipc container: of one that is shareable',
      script: `$ENGINE run -d --name $NAME --ipc shareable $IMAGE sh -c 'echo seen >/dev/shm/x; while :; do sleep 1; done' >/dev/null
until $ENGINE run --rm --ipc container:$NAME $IMAGE cat /dev/shm/x 2>/dev/null; do sleep 0.2; done
$ENGINE rm -f $NAME >/dev/null`,
    },
    {
      id: 'ipc-private',
      title: '--ipc container: of one that is not',
      script: `$ENGINE run -d --name $NAME --ipc private $IMAGE sh -c 'while :; do sleep 1; done' >/dev/null
$ENGINE run --rm --ipc container:$NAME $IMAGE true 2>&1 | grep -o 'non-shareable IPC'
$ENGINE rm -f $NAME >/dev/null`,
    },
    {
      id: 'ipc-bad',
      title: '--ipc that does not exist',
      options: ['--ipc', 'nosuch'],
      command: ['true'],
      says: /--ipc: invalid IPC mode|invalid IPC mode: nosuch/i,
    },
    {
      id: 'pid-bad',
      title: '--pid that does not exist',
      options: ['--pid', 'nosuch'],
      command: ['true'],
      says: /--pid: invalid PID mode/i,
    },
    {
      id: 'sysctl',
      title: '--sysctl of the network',
      options: ['--sysctl', 'net.ipv4.ip_default_ttl=70'],
      command: ['cat', '/proc/sys/net/ipv4/ip_default_ttl'],
    },
    {
      id: 'sysctl-ipc',
      title: '--sysctl of shared memory',
      options: ['--sysctl', 'kernel.shmmax=12345678'],
      command: ['cat', '/proc/sys/kernel/shmmax'],
    },
    {
      id: 'sysctl-host',
      title: '--sysctl that is the host’s',
      options: ['--sysctl', 'kernel.panic=1'],
      command: ['true'],
      says: /sysctl "?'?kernel.panic(=1)?"?'? is not (in a separate kernel namespace|whitelisted)|sysctl 'kernel.panic=1' is not allowed/i,
    },
    {
      id: 'sysctl-ports',
      title: 'ports below 1024 are for everybody',
      command: ['cat', '/proc/sys/net/ipv4/ip_unprivileged_port_start'],
    },
    { id: 'sysctl-ping', title: 'and so is ping', command: 'tr -s "\\t" " " </proc/sys/net/ipv4/ping_group_range' },
  ],
};
