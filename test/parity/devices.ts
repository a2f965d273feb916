import type { ParityArea } from './parity-case.ts';

export const DEVICES: ParityArea = {
  title: 'Devices',
  cases: [
    { id: 'dev-list', title: 'what is in /dev', command: 'ls -A /dev | sort | tr "\\n" " "' },
    {
      id: 'dev-nodes',
      title: 'type, number, mode and owner of the nodes',
      command: 'cd /dev; stat -c "%n %F %t:%T %a %u:%g" null zero full random urandom tty',
    },
    {
      id: 'dev-links',
      title: 'the links',
      command: 'cd /dev; for name in fd stdin stdout stderr ptmx core; do echo $name $(readlink $name); done',
    },
    {
      id: 'dev-null',
      title: '/dev/null takes everything, and has nothing',
      command: 'echo x >/dev/null; wc -c </dev/null',
    },
    { id: 'dev-full', title: '/dev/full is full', command: '( echo x >/dev/full ) 2>&1' },
    {
      id: 'dev-option',
      title: '--device',
      options: ['--device', '/dev/zero:/dev/nought'],
      command: 'stat -c "%F %t:%T" /dev/nought; head -c 3 /dev/nought | wc -c',
    },
    {
      id: 'dev-option-twice',
      title: 'two of them',
      options: ['--device', '/dev/zero:/dev/a', '--device', '/dev/null:/dev/b'],
      command: 'ls /dev/a /dev/b',
    },
    {
      id: 'dev-missing',
      title: '--device that is not there',
      options: ['--device', '/dev/no-such-device'],
      command: ['true'],
      says: /no such file or directory/,
    },
    {
      id: 'dev-bad-mode',
      title: '--device with a mode that does not exist',
      options: ['--device', '/dev/null:/dev/x:rx'],
      command: ['true'],
      says: /invalid (device )?mode: rx|bad mode specified: rx|invalid device specification.*/i,
    },
    { id: 'dev-mknod', title: 'nodes can be made', command: 'mknod /tmp/n c 1 3 && stat -c "%F %t:%T" /tmp/n' },
    {
      id: 'dev-other',
      title: 'a node of another device cannot be opened',
      command:
        'mknod /tmp/mem c 1 1 && head -c 1 /tmp/mem 2>&1 | wc -c; head -c 1 /tmp/mem 2>&1 | grep -o "Operation not permitted"',
    },
    {
      id: 'dev-rule',
      title: '--device-cgroup-rule',
      options: ['--device-cgroup-rule', 'c 1:11 r'],
      command: 'mknod /tmp/kmsg c 1 11 && exec 3</tmp/kmsg && echo opened',
    },
    {
      id: 'dev-rule-bad',
      title: '--device-cgroup-rule that is none',
      options: ['--device-cgroup-rule', 'c 1:11'],
      command: ['true'],
      says: /invalid argument "c 1:11" for "--device-cgroup-rule" flag: invalid device cgroup format 'c 1:11'/,
    },
    {
      id: 'dev-privileged',
      title: '--privileged shows the devices of the host',
      options: ['--privileged'],
      command: 'test -e /dev/kmsg && echo kmsg; test $(ls /dev | wc -l) -gt 20 && echo many',
      isOfTheMachine: true,
    },
    { id: 'dev-tty', title: '/dev/tty is the terminal', options: ['-t'], command: 'echo x >/dev/tty' },
    {
      id: 'dev-new-pts',
      title: 'terminals are counted from 0 in each container',
      options: ['-t'],
      command: 'ls /dev/pts | tr "\\n" " "',
    },
  ],
};
