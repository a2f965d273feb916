/**
 * Every option of `docker run` (docker CLI 28.2, its hidden and deprecated ones too), and how far learn-run has it: as
 * data, so that each can be refused by name, the image be found behind it, and docs/docker-options.md be written.
 *
 * Each line reads `long[,short] | value or switch | yes, partly or no | what to know`.
 */
const TABLE = `
add-host | value | partly | host-gateway on the bridge only
annotation | value | yes |
attach,a | value | yes |
blkio-weight | value | yes | Of today's schedulers only BFQ has weights; with cgroup v2 io.weight where there is no BFQ
blkio-weight-device | value | yes | Of today's schedulers only BFQ has weights; with cgroup v2 io.weight where there is no BFQ
cap-add | value | yes |
cap-drop | value | yes |
cgroup-parent | value | no | The cgroups of containers lie side by side, below the one of learn-run: what ends and removes those of a crashed run touches no other
cgroupns | value | yes | The default is private, with cgroup v1 too
cidfile | value | yes |
cpu-count | value | no | For Windows
cpu-percent | value | no | For Windows
cpu-period | value | yes |
cpu-quota | value | yes |
cpu-rt-period | value | yes | cgroup v1 only, as with docker
cpu-rt-runtime | value | yes | cgroup v1 only, as with docker, whose daemon has to be given real time first: the error says how
cpu-shares,c | value | yes |
cpus | value | yes |
cpuset-cpus | value | yes |
cpuset-mems | value | yes |
detach,d | switch | yes | A monitor of less than a hundred kilobytes stays with it
detach-keys | value | yes | What goes on is kept by a monitor, as with -d, and is removed when it ends unless --keep or --restart
device | value | yes | An ordinary user's are bound, not made: what may be done with them is what he may do
device-cgroup-rule | value | yes | Not for an ordinary user, in whose user namespace nobody can make a device node
device-read-bps | value | yes |
device-read-iops | value | yes |
device-write-bps | value | yes |
device-write-iops | value | yes |
disable-content-trust | switch | partly | On, as by itself: signatures of Notary are not looked at; every digest is verified
dns | value | yes |
dns-opt | value | yes |
dns-option | value | yes |
dns-search | value | yes |
domainname | value | yes |
entrypoint | value | yes |
env,e | value | yes |
env-file | value | yes |
expose | value | yes |
gpus | value | no | Devices are given one by one, with --device
group-add | value | yes |
health-cmd | value | no | Health is not checked
health-interval | value | no | Health is not checked
health-retries | value | no | Health is not checked
health-start-interval | value | no | Health is not checked
health-start-period | value | no | Health is not checked
health-timeout | value | no | Health is not checked
hostname,h | value | yes |
init | switch | yes | A process 1 of about 700 bytes, at /sbin/docker-init as with docker
interactive,i | switch | yes |
io-maxbandwidth | value | no | For Windows
io-maxiops | value | no | For Windows
ip | value | partly | Refused in docker's words, as on docker's default bridge: it is for networks of one's own, which learn-run does not have
ip6 | value | partly | As --ip
ipc | value | yes | container:<name or id> not with --runtime
isolation | value | no | For Windows
kernel-memory | value | yes | Kernels no longer have this limit: passed over as docker does since version 23, with a warning
label,l | value | yes | Kept on the container's record
label-file | value | yes |
link | value | no | Docker calls it a legacy feature; containers on the bridge reach each other by address
link-local-ip | value | no | Interfaces have one address, which the bridge gives
log-driver | value | partly | json-file and local, which mean files of learn-run's own, and none, with which neither logs nor attach shows anything: no other program is handed what a container writes
log-opt | value | partly | max-size and max-file: of what a container writes about as much is kept in all, always in three files of 64 kB at least; by default 30 MB
mac-address | value | yes | Not for an ordinary user, whose interface belongs to pasta or slirp4netns
memory,m | value | yes |
memory-reservation | value | yes |
memory-swap | value | yes |
memory-swappiness | value | yes | Passed over with a warning where cgroups are v2, as with docker
mount | value | partly | bind, volume and tmpfs; no shared propagation, no options of volume drivers, no subpaths
name | value | yes |
net | value | partly | As --network
net-alias | value | partly | As --network-alias
network | value | partly | bridge (the default), none, host and container:<name or id>; no networks of one's own
network-alias | value | partly | Refused in docker's words, as on docker's default bridge: it is for networks of one's own, which learn-run does not have
no-healthcheck | switch | yes | The default: health is not checked, that of an image neither
oom-kill-disable | switch | yes |
oom-score-adj | value | yes |
pid | value | partly | host, for root only, and container:<name or id>
pids-limit | value | yes |
platform | value | yes |
privileged | switch | yes | For an ordinary user: as far as his user namespace has rights
publish,p | value | yes | tcp and udp; not sctp
publish-all,P | switch | yes |
pull | value | yes | And podman's newer
quiet,q | switch | yes |
read-only | switch | yes |
restart | value | partly | Implies --keep; nothing starts it after a reboot, but a unit of systemd can: ExecStart=learn-run start -a NAME
rm | switch | yes | The default; --keep, -d and --restart keep a container
runtime | value | yes | By name or, as podman, by path; learn-run itself is the default
security-opt | value | yes | labels of SELinux only where they are asked for
shm-size | value | yes |
sig-proxy | switch | yes |
stop-signal | value | yes |
stop-timeout | value | yes |
storage-opt | value | no | The size of a container's root is not limited
sysctl | value | yes | Values with characters other than letters, digits, blanks and _ . : , / - are refused
tmpfs | value | yes |
tty,t | switch | yes |
ulimit | value | yes |
use-api-socket | switch | no | There is no daemon whose socket could be given
user,u | value | yes |
userns | value | yes | host changes nothing: root runs containers without a user namespace, everybody else in his own
uts | value | yes |
volume,v | value | partly | No shared propagation; a target in /proc or over /sys is refused
volume-driver | value | no | Volumes are directories of the store: learn-run volume create
volumes-from | value | yes | An anonymous volume stays where its container is removed before those that took it over
workdir,w | value | yes |
`;

/** One option of docker. */
export interface DockerOption {
  /** With its dashes: `--env`. */
  readonly long: string;
  /** With its dash: `-e`. */
  readonly short: string | undefined;
  readonly takesValue: boolean;
  readonly support: 'yes' | 'partly' | 'no';
  /** Why not, or what is different; empty where there is nothing to say. */
  readonly note: string;
}

/** In docker's order: by name. */
export const DOCKER_OPTIONS: readonly DockerOption[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [names = '', value, support, note = ''] = line.split('|').map((cell) => cell.trim());
    const [long, short] = names.split(',');
    return {
      long: `--${long}`,
      short: short && `-${short}`,
      takesValue: value === 'value',
      support: support as DockerOption['support'],
      note,
    };
  });
