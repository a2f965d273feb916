import type { ParityArea } from './parity-case.ts';

const NO_MKDIR = JSON.stringify({
  defaultAction: 'SCMP_ACT_ALLOW',
  syscalls: [{ names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 }],
});
const SECCOMP = 'grep -e ^Seccomp: /proc/self/status';

export const SYSTEM_CALLS: ParityArea = {
  title: 'System calls that seccomp refuses',
  cases: [
    { id: 'seccomp-on', title: 'a filter is there', command: SECCOMP },
    {
      id: 'seccomp-unconfined',
      title: 'none with seccomp=unconfined',
      options: ['--security-opt', 'seccomp=unconfined'],
      command: SECCOMP,
    },
    {
      id: 'seccomp-privileged',
      title: 'none with --privileged',
      options: ['--privileged'],
      command: SECCOMP,
      isOfTheMachine: true,
    },
    {
      id: 'seccomp-mount',
      title: 'mount',
      command: 'mount -t tmpfs x /mnt 2>&1 || mkdir /m && mount -t tmpfs x /m 2>&1',
    },
    {
      id: 'seccomp-mount-admin',
      title: 'mount with CAP_SYS_ADMIN',
      options: ['--cap-add', 'SYS_ADMIN'],
      command: 'mkdir /m && mount -t tmpfs x /m && grep -c " /m " /proc/self/mountinfo',
    },
    { id: 'seccomp-unshare-user', title: 'a user namespace', command: 'unshare -U true 2>&1' },
    { id: 'seccomp-unshare-net', title: 'a network namespace', command: 'unshare -n true 2>&1' },
    { id: 'seccomp-setns', title: 'to join a namespace', command: 'nsenter -t 1 -n true 2>&1' },
    { id: 'seccomp-pivot', title: 'pivot_root', command: 'mkdir -p /m/old; pivot_root /m /m/old 2>&1' },
    { id: 'seccomp-swap', title: 'swapon', command: 'touch /tmp/s; swapon /tmp/s 2>&1' },
    { id: 'seccomp-personality', title: 'a personality that is allowed', command: 'linux64 uname -s' },
    { id: 'seccomp-dmesg', title: 'the log of the kernel', command: 'dmesg 2>&1 | head -n 1' },
    { id: 'seccomp-adjtimex', title: 'to turn the clock', command: 'adjtimex -f 1 2>&1 | head -n 1' },
    { id: 'seccomp-nice', title: 'a better priority', command: 'nice -n -5 true 2>&1; renice -n -5 $$ 2>&1' },
    {
      id: 'seccomp-profile',
      title: 'a profile of one’s own',
      options: ['--security-opt', 'seccomp=$DIR/profile.json'],
      files: { 'profile.json': NO_MKDIR },
      command: 'mkdir /x 2>&1',
    },
    {
      id: 'seccomp-missing',
      title: 'a profile that is not there',
      options: ['--security-opt', 'seccomp=$DIR/none.json'],
      command: ['true'],
      says: /opening seccomp profile.*failed: open \S+: no such file or directory/,
    },
    {
      id: 'seccomp-broken',
      title: 'a profile that is no JSON',
      options: ['--security-opt', 'seccomp=$DIR/profile.json'],
      files: { 'profile.json': 'no' },
      command: ['true'],
      says: /(compacting json for|decoding) seccomp profile.*failed/i,
    },
    {
      id: 'security-opt-unknown',
      title: 'a security option that does not exist',
      options: ['--security-opt', 'nosuch=1'],
      command: ['true'],
      says: /invalid --security-opt( 2)?: "?nosuch=1"?/,
    },
  ],
};
