/** An older docker than the one whose words we follow. */
const OLDER = 'Newer versions of docker do as learn-run does.';
const DOCKER_FAILS =
  'Docker wants every capability that there is, and the machine of this comparison has not all of them; learn-run and podman give what the machine has.';
const CGROUPNS =
  'Docker gives a private cgroup namespace on hosts with cgroup v2 only, and the host of this comparison has v1 too; learn-run gives one always, so that no container sees the names of others.';
const EXEC_LATE =
  'Docker has started the container when runc learns of it, and takes the failure for an exit code of the program. learn-run holds its init before execve, and so can tell the two apart: 126 and 127 are what a shell says.';

/** Why learn-run differs from docker in a case, and why that is right: the only place where a difference is excused. */
export const EXPLANATIONS: Readonly<Record<string, string>> = {
  'exit-interpreter': EXEC_LATE,
  'exit-format': EXEC_LATE,
  'env-home-none':
    'An empty HOME sends whoever uses it to the working directory. learn-run says / where passwd says nothing, as docker does for a number that passwd does not know.',
  'proc-interrupts': `/proc/interrupts tells what others do on the machine, keystrokes among it. ${OLDER}`,
  'proc-privileged': DOCKER_FAILS,
  'mount-root-private':
    'In docker the root of a container receives what is mounted below it on the host later. With learn-run nothing comes in unasked.',
  'dev-missing':
    'Docker finds the words "no such file or directory" in its own error, and takes it for a program that is missing. No program was looked for, so learn-run says 125.',
  'device-iops-missing': 'As dev-missing: no program was looked for.',
  'dev-privileged': DOCKER_FAILS,
  'cap-add-all': DOCKER_FAILS,
  'cap-add-all-drop': DOCKER_FAILS,
  'cap-privileged': DOCKER_FAILS,
  'cap-exec-privileged': DOCKER_FAILS,
  'seccomp-privileged': DOCKER_FAILS,
  'seccomp-broken': 'learn-run says what is wrong with the file, docker that something is.',
  'security-opt-unknown':
    'Docker has options for SELinux that learn-run lacks, so an unknown option may well be a right one: learn-run names those that it has.',
  'hostname-bad':
    'A host name becomes a line of /etc/hosts, in which a blank begins another name. Docker writes it down all the same.',
  'hostname-long': 'learn-run looks at the name before it makes anything, docker when the kernel has refused it.',
  'etc-mtab':
    'Docker adds a link to /proc/mounts to every container. learn-run adds no file to an image; programs of today read /proc/self/mounts.',
  'limits-default':
    'The daemon of docker has limits of its own, and hands them on. With learn-run the container has those of whoever has started it.',
  'cgroup-path': CGROUPNS,
  'cgroup-read-only': CGROUPNS,
  namespaces: CGROUPNS,
  'namespaces-privileged': DOCKER_FAILS,
  'net-mac-option':
    'The daemon of this comparison is older than its command line, which asks for the address in a newer way.',
  'exec-not-found': `The daemon of this comparison tells the error on stdout, and 126. ${OLDER}`,
  'exec-noexec': `The daemon of this comparison tells the error on stdout. ${OLDER}`,
  'rm-running': `The same error in other words. ${OLDER}`,
  'inspect-config':
    'learn-run shows what is in config.json: the ids that the name stood for when the container was made.',
  'inspect-missing': 'Docker has two commands with two errors, learn-run has the words of docker inspect for both.',
  'inspect-oom': 'As run-kept: the exit code is the same, and the container is gone.',
  'run-kept':
    'A container is removed when it ends, unless --keep or -d is there: learn-run is for trying things out, and says so in its help.',
  'name-bad': 'The same rule, and how long a name may be.',
};
