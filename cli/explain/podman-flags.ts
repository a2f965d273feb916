import type { Flag } from '../options/docker-flags.ts';

/** The flags of `podman run` (podman 5) that docker does not have: `name` takes a value, `name?` is a switch, `name=?` one that is on by itself. */
const NAMES = `
arch authfile cgroup-conf cgroups chrootdirs conmon-pidfile env-host? env-merge gidmap group-entry health-on-failure
hostuser http-proxy=? image-volume init-ctr init-path no-hostname? no-hosts? os passwd=? passwd-entry personality pidfile
pod pod-id-file preserve-fds rdt-class read-only-tmpfs=? replace? requires retry retry-delay rmi? rootfs? sdnotify
seccomp-policy secret shm-size-systemd subgidname subuidname systemd timeout tls-verify=? tz uidmap umask unsetenv
unsetenv-all? variant
`;

export const PODMAN_FLAGS: readonly Flag[] = NAMES.trim()
  .split(/\s+/)
  .map((name) => ({
    long: `--${name.replace(/=?\?$/, '')}`,
    short: undefined,
    value: name.endsWith('=?') ? 'optional' : name.endsWith('?') ? 'none' : 'required',
  }));

/** Docker's flags that podman refuses. */
export const NOT_PODMANS: readonly string[] = [
  '--cpu-count',
  '--cpu-percent',
  '--domainname',
  '--health-start-interval',
  '--io-maxbandwidth',
  '--io-maxiops',
  '--isolation',
  '--link',
  '--link-local-ip',
  '--net-alias',
  '--runtime',
  '--storage-opt',
  '--use-api-socket',
  '--volume-driver',
];
