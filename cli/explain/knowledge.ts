import type { Effect, Keeper } from './effect.ts';

/** What is known of a flag besides what it does to config.json and to the calls, which is worked out each time. */
export interface Knowledge {
  readonly keeper: Keeper;
  /** What it is for. */
  readonly does: string;
  readonly effect: Effect;
  /** What it changes for safety against the default. */
  readonly says: string;
}

/**
 * Each line reads `flag | who carries it out | + (safer), - (riskier) or = (neither) | what it does | what it changes`.
 *
 * Where the value decides, `judge.ts` has the last word.
 */
const TABLE = `
add-host | kernel | = | Adds a line to /etc/hosts of the container | Whoever may write the line decides where the name leads.
annotation | daemon | = | Keeps a note in config.json, for runtimes and their hooks | Nothing, unless a hook of this host acts on it.
attach | client | = | Attaches only these of the three streams | Nothing.
blkio-weight | kernel | + | Gives it a share of the disks' time | It can starve its neighbours less.
blkio-weight-device | kernel | + | The same, for one disk | It can starve its neighbours less.
cap-add | kernel | - | Gives a capability beyond the default ones | One more thing that root inside may do to the host's kernel.
cap-drop | kernel | + | Takes a capability away | Whoever breaks into the program gets one thing less that root may do.
cgroup-parent | kernel | = | Puts its cgroup below another one | The limits of that one hold for it too.
cgroupns | kernel | = | Chooses whose cgroups it sees | Private hides the names of the host's cgroups.
cidfile | client | = | Writes the container's ID to a file | Nothing.
cpu-count | windows | = | For Windows | Nothing on Linux.
cpu-percent | windows | = | For Windows | Nothing on Linux.
cpu-period | kernel | = | Length of the period that --cpu-quota is counted in | Nothing without a quota.
cpu-quota | kernel | + | Processor time in each period | It can no longer take all processors for itself.
cpu-rt-period | kernel | = | Length of the period for real-time scheduling | Nothing without --cpu-rt-runtime.
cpu-rt-runtime | kernel | - | Lets it use real-time scheduling | A real-time process can keep everybody else from running.
cpu-shares | kernel | = | Its weight where processors are short | It only matters while others want to work too.
cpus | kernel | + | How many processors it may use | It can no longer take all processors for itself.
cpuset-cpus | kernel | + | The processors it may run on | The others are left to the host.
cpuset-mems | kernel | = | The memory nodes it may use | Only on machines with several of them.
detach | client | = | Runs in the background | Nothing; but nobody sees what it says unless he asks for the logs.
detach-keys | client | = | The keys that leave it running | Nothing.
device | kernel | - | Gives a device of the host | The program talks to a driver of the host's kernel, which sees no container.
device-cgroup-rule | kernel | - | Allows a kind of device | Devices of that kind can be made and used inside.
device-read-bps | kernel | + | Limits reading from a disk | It can slow its neighbours down less.
device-read-iops | kernel | + | Limits reads from a disk | It can slow its neighbours down less.
device-write-bps | kernel | + | Limits writing to a disk | It can slow its neighbours down less.
device-write-iops | kernel | + | Limits writes to a disk | It can slow its neighbours down less.
disable-content-trust | registry | = | Does not look at Notary's signatures, as is the default | Nothing.
dns | kernel | = | Name server in place of those of the host | Whoever answers there decides where names lead.
dns-opt | kernel | = | Option of resolv.conf | Nothing.
dns-option | kernel | = | Option of resolv.conf | Nothing.
dns-search | kernel | = | Domain to look names up in | Whoever owns that domain can answer for short names.
domainname | kernel | = | NIS domain name inside the container | Nothing.
entrypoint | kernel | = | Runs this in place of the image's ENTRYPOINT | Nothing by itself: what the image does at its start is skipped.
env | kernel | = | Sets a variable of the program | Nothing; but a secret in it can be read by inspect, and in /proc/PID/environ by the same user.
env-file | kernel | = | Sets variables from a file | As --env; at least the secrets are not in your shell's history.
expose | daemon | = | Notes that it listens on a port | Nothing is reachable by it; -P publishes what is exposed.
gpus | kernel | - | Gives it the GPUs | The program talks to the GPU's driver in the host's kernel; a hook mounts the libraries.
group-add | kernel | - | Puts the user into one more group | What that group may open on mounted files is open now.
health-cmd | daemon | = | A command that tells whether it is well | It is run inside, again and again.
health-interval | daemon | = | How often that is asked | Nothing.
health-on-failure | daemon | = | What is done when it is not well | Nothing.
health-retries | daemon | = | How often it may be unwell | Nothing.
health-start-interval | daemon | = | How often that is asked at the start | Nothing.
health-start-period | daemon | = | How long it may take to start | Nothing.
health-timeout | daemon | = | How long the answer may take | Nothing.
hostname | kernel | = | Its host name | Nothing.
init | kernel | = | Puts a small init in front of the program | Nothing; signals and orphans are looked after as on a whole system.
interactive | client | = | Hands your stdin to it | Whoever feeds your stdin feeds the program.
io-maxbandwidth | windows | = | For Windows | Nothing on Linux.
io-maxiops | windows | = | For Windows | Nothing on Linux.
ip | network | = | Its address, on a network of your own | Nothing.
ip6 | network | = | Its IPv6 address, on a network of your own | Nothing.
ipc | kernel | - | Whose shared memory and message queues it sees | Processes that share them can read and change each other's.
isolation | windows | = | For Windows | Nothing on Linux.
kernel-memory | kernel | = | A limit that kernels no longer have | Nothing.
keep | client | = | Keeps the container when it ends | What it wrote stays on disk, secrets too.
label | daemon | = | Puts a label on its record | Nothing.
label-file | daemon | = | Puts labels on its record | Nothing.
link | kernel | = | Lets it find another container by name | It gets that container's variables too, secrets among them.
link-local-ip | kernel | = | One more address | Nothing.
log-driver | daemon | = | Where its output is kept | Nothing; but output holds secrets now and then.
log-opt | daemon | = | How its output is kept | Without max-size a program that talks much can fill the disk.
mac-address | network | = | Address of its interface | Nothing.
memory | kernel | + | The most memory that it may use | It can no longer take the host's memory; above the limit the kernel kills it, exit code 137.
memory-reservation | kernel | = | Memory that is left to it when the host runs short | Nothing holds it back by this.
memory-swap | kernel | + | The most memory and swap together | Without it swap is as much again as memory.
memory-swappiness | kernel | = | How soon its memory is swapped out | Nothing.
mount | kernel | - | Shows it something of the host, a volume, or memory | What is mounted writable can be changed from inside.
name | daemon | = | Its name | Nothing.
net | kernel | = | Whose network it is in | As --network.
net-alias | kernel | = | One more name, on a network of your own | Nothing.
network | kernel | = | Whose network it is in | A network of its own keeps the host's ports and traffic out of reach.
network-alias | kernel | = | One more name, on a network of your own | Nothing.
no-disable-content-trust | registry | = | Looks at Notary's signatures | Only images that are signed can be taken.
no-healthcheck | daemon | = | Does not ask whether it is well | Nothing.
no-sig-proxy | client | = | Keeps signals from the program | Nothing.
oom-kill-disable | kernel | - | Lets it wait for memory in place of being killed | Without --memory it can bring the whole host to a stop.
oom-score-adj | kernel | = | How likely it is the one that is killed when memory runs out | Below zero others die before it.
pid | kernel | - | Whose processes it sees | It sees and can signal the processes that it shares with, and read their secrets in /proc.
pids-limit | kernel | + | The most processes and threads | A fork bomb ends at the limit.
platform | registry | = | Takes the image for this platform | Nothing; one for another processor runs only where an emulator is registered.
privileged | kernel | - | All capabilities and devices, nothing hidden, no seccomp | Root inside is as good as root on the host: this is no container for anybody whom you do not trust.
publish | network | - | Answers on a port of the host | Whoever reaches this host reaches the program; docker's rules go past most firewalls.
publish-all | network | - | Answers for every exposed port | Whoever reaches this host reaches the program, on ports that the image chose.
pull | registry | = | When the registry is asked | A tag can mean another image tomorrow; only name@sha256:… cannot.
quiet | client | = | Says nothing about the pull | Nothing.
read-only | kernel | + | Its root file system cannot be written | Whoever breaks in can leave nothing in the image's files; volumes and /dev/shm stay writable.
restart | daemon | = | Starts it again when it has ended | Nothing; but a crash that an attacker can cause may be tried again and again.
rm | daemon | = | Removes the container when it ends | What it wrote is gone, evidence too.
runtime | daemon | = | Who makes the container | As safe as that runtime: kata and gVisor put more between it and your kernel.
security-opt | kernel | = | An option of protection | It depends on the option.
shm-size | kernel | = | Size of /dev/shm | It is memory, and counts for --memory.
sig-proxy | client | = | Hands signals on to the program | Nothing.
stop-signal | daemon | = | What asks it to stop | Nothing.
stop-timeout | daemon | = | How long it may take to stop | Nothing.
storage-opt | daemon | + | How large its root may become | It can no longer fill the disk through its root.
sysctl | kernel | = | A kernel setting of its own namespaces | Only settings that are the container's own can be set.
tmpfs | kernel | = | An empty file system in memory | It is memory, and counts for --memory; nothing of it reaches the disk.
tty | kernel | = | A terminal of its own | What it writes goes through your terminal, whose escape sequences it can use.
ulimit | kernel | + | A limit of each process | A process that runs wild stops at the limit.
use-api-socket | daemon | - | Gives it the daemon's socket | Who has the socket is root on the host.
user | kernel | + | Who it runs as | A program that is not root has no capabilities, and less to break out with.
userns | kernel | = | Whose user ids it has | A user namespace of its own makes root inside nobody outside.
uts | kernel | - | Whose host name it has | With CAP_SYS_ADMIN it could change the name of the host.
volume | kernel | - | Shows it a path of the host, or a volume | What is mounted writable can be changed from inside, by its root as root.
volume-driver | daemon | = | Who keeps its volumes | Nothing.
volumes-from | kernel | - | The volumes of another container | What that one keeps there can be read and changed.
workdir | kernel | = | Its working directory | Nothing.

arch | registry | = | Takes the image for this processor | Nothing.
authfile | registry | = | Where the passwords of registries are | Nothing inside: they stay outside of the container.
cgroup-conf | kernel | = | Writes a file of its cgroup by name | It depends on the file.
cgroups | kernel | = | Whether it has a cgroup of its own | Disabled: nothing limits it, and nothing is counted.
chrootdirs | kernel | = | Directories that get its hosts and resolv.conf too | Nothing.
conmon-pidfile | client | = | Writes the number of its monitor to a file | Nothing.
env-host | kernel | - | All variables of your own shell | Every secret in your environment is in the container now.
env-merge | kernel | = | Variables made from those of the image | Nothing.
gidmap | kernel | + | Which group ids stand for which | A user namespace of its own makes root inside nobody outside.
group-entry | kernel | = | A line of its /etc/group | Nothing.
hostuser | kernel | = | A user of the host, in its /etc/passwd too | Nothing.
http-proxy | kernel | = | Your proxy variables (on by itself) | A password in the proxy's address goes along.
image-volume | kernel | = | What becomes of the image's VOLUMEs | Nothing.
init-ctr | daemon | = | Runs before the others of a pod | Nothing.
init-path | kernel | = | The init that --init takes | Nothing.
no-hosts | kernel | = | Leaves /etc/hosts to the image | The image decides where names lead.
no-hostname | kernel | = | Leaves /etc/hostname to the image | Nothing.
os | registry | = | Takes the image for this system | Nothing.
passwd | kernel | = | A line for its user in /etc/passwd (on by itself) | Nothing.
passwd-entry | kernel | = | What that line says | Nothing.
personality | kernel | = | Execution domain of the process | Nothing.
pidfile | client | = | Writes its process id to a file | Nothing.
pod | daemon | = | Puts it into a pod, whose namespaces it shares | The containers of a pod reach each other's ports on loopback.
pod-id-file | daemon | = | Reads the pod from a file | As --pod.
preserve-fds | kernel | - | Hands on open files of yours | What is open can be read and written from inside.
rdt-class | kernel | = | Its class of cache | Nothing.
read-only-tmpfs | kernel | = | Writable memory on /run, /tmp and /var/tmp where the root is read-only (on by itself) | Nothing.
replace | daemon | = | Takes the place of a container of the same name | That one is removed, with what it wrote.
requires | daemon | = | Others that must run before | Nothing.
retry | registry | = | How often a pull is tried again | Nothing.
retry-delay | registry | = | How long it waits between | Nothing.
rmi | daemon | = | Removes the image afterwards | Nothing.
rootfs | kernel | = | The image is a directory | No digest was verified: whoever can write there decides what runs.
sdnotify | client | = | Who tells systemd that it is ready | Nothing.
seccomp-policy | kernel | = | Where the seccomp profile comes from | With "image" the image chooses its own filter.
secret | kernel | = | A secret, as a file in /run/secrets | Better than --env: it is not in inspect, and not in the environment.
shm-size-systemd | kernel | = | Size of systemd's tmpfs | It is memory.
subgidname | kernel | + | Whose range of group ids it has | A user namespace of its own makes root inside nobody outside.
subuidname | kernel | + | Whose range of user ids it has | A user namespace of its own makes root inside nobody outside.
systemd | kernel | = | Prepares it for systemd as process 1 | Where that is what runs, /sys/fs/cgroup of its own is writable.
timeout | daemon | = | Ends it after this time | Nothing; what runs wild ends.
tls-verify | registry | - | Whether the registry has to prove who it is | Off: whoever is between you and the registry chooses what a tag means.
tz | kernel | = | Its time zone | Nothing.
uidmap | kernel | + | Which user ids stand for which | A user namespace of its own makes root inside nobody outside.
umask | kernel | = | Which permissions new files lack | A mask of 0000 lets everybody write to what it makes.
unsetenv | kernel | = | Takes a default variable away | Nothing.
unsetenv-all | kernel | = | Takes all default variables away | Nothing.
variant | registry | = | Takes the image for this variant | Nothing.

step | client | = | Stops at each of the six states | Nothing: it never reaches the container.
break | client | = | Runs on until this step | Nothing: it never reaches the container.
break-on-error | client | = | Stops where something fails | Nothing: it never reaches the container.
auto | client | = | Goes on by itself after a time | Nothing: it never reaches the container.
predict | client | = | Asks what will happen | Nothing: it never reaches the container.
present | client | = | Shows the steps large | Nothing: it never reaches the container.
plain | client | = | Shows the steps as lines | Nothing: it never reaches the container.
json | client | = | Tells the steps as JSON | Nothing: it never reaches the container.
inspect | client | = | Shows the steps in a browser | Nothing: the page is on 127.0.0.1 and asks for a key.
share | client | - | Lets a class follow in their browsers | Whoever is in the same network and knows the code reads along, unencrypted; nobody there can drive.
record | client | = | Records the run | Nothing; the file holds what it said, secrets that are known left out.
no-record | client | = | Keeps nothing of the run | Nothing.
simulate | client | = | Shows a recorded run | Nothing is run.
dry-run | client | = | Shows what would be done | Nothing is run.
offline | registry | = | Takes the image from the registry inside learn-run | No network is asked.
registry | registry | = | Which registry is asked | It decides what a tag means.
`;

const EFFECTS: Readonly<Record<string, Effect>> = { '+': 'safer', '-': 'riskier', '=': 'neutral' };

const KNOWLEDGE: ReadonlyMap<string, Knowledge> = new Map(
  TABLE.split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [flag, keeper, effect, does = '', says = ''] = line.split('|').map((cell) => cell.trim());
      return [`--${flag}`, { keeper: keeper as Keeper, effect: EFFECTS[effect!]!, does, says }];
    }),
);

/** What is known of the flag; undefined for one that nobody has. */
export function knowledgeOf(long: string): Knowledge | undefined {
  return KNOWLEDGE.get(long);
}

export const KNOWN_FLAGS: readonly string[] = [...KNOWLEDGE.keys()];
