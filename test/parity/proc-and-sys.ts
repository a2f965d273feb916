import type { ParityArea } from './parity-case.ts';

const HIDDEN = ['acpi', 'kcore', 'keys', 'latency_stats', 'timer_list', 'scsi', 'interrupts', 'asound'];
const WRITE = (path: string) => `echo 1 2>&1 >${path} || true`;

export const PROC_AND_SYS: ParityArea = {
  title: '/proc and /sys',
  cases: [
    ...HIDDEN.map((name) => ({
      id: `proc-${name}`,
      title: `/proc/${name}`,
      command: `cd /proc; test -e ${name} || echo none; test -d ${name} && ls -A ${name} | wc -l; test -f ${name} -o -c ${name} && head -c 64 ${name} 2>&1 | wc -c; grep " /proc/${name} " /proc/self/mountinfo | cut -d " " -f 6`,
      ...(name === 'interrupts' || name === 'asound' ? { isOfTheMachine: true } : {}),
    })),
    ...['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'].map((name) => ({
      id: `proc-${name}`,
      title: `/proc/${name} cannot be written to`,
      command: `grep " /proc/${name} " /proc/self/mountinfo | cut -d " " -f 6`,
    })),
    { id: 'proc-sys-write', title: 'a setting of the kernel', command: WRITE('/proc/sys/kernel/panic') },
    { id: 'proc-sysrq-write', title: 'a key of sysrq', command: '( echo h >/proc/sysrq-trigger ) 2>&1' },
    {
      id: 'sys-read-only',
      title: '/sys is read-only',
      command: '( echo 1 >/sys/kernel/mm/ksm/run ) 2>&1; grep " /sys " /proc/self/mountinfo | cut -d " " -f 6',
    },
    { id: 'sys-firmware', title: '/sys/firmware is empty', command: 'ls -A /sys/firmware | wc -l' },
    {
      id: 'sys-powercap',
      title: '/sys/devices/virtual/powercap',
      command: 'ls -A /sys/devices/virtual/powercap 2>&1 | wc -l',
    },
    {
      id: 'proc-self-environ',
      title: 'the environment of process 1 can be read by its user',
      command: 'tr "\\0" "\\n" </proc/1/environ | grep -c ^PATH=',
    },
    {
      id: 'proc-unmasked',
      title: 'systempaths=unconfined hides nothing',
      options: ['--security-opt', 'systempaths=unconfined'],
      command: 'grep -c " /proc/" /proc/self/mountinfo',
    },
    {
      id: 'proc-privileged',
      title: '--privileged hides nothing',
      options: ['--privileged'],
      command: 'grep -c " /proc/" /proc/self/mountinfo; grep " /sys " /proc/self/mountinfo | cut -d " " -f 6',
      isOfTheMachine: true,
    },
  ],
};
