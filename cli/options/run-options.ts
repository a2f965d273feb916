import { type Command, Option } from 'commander';
import type { AttachFlags } from './attaching.ts';
import type { BlockIoFlags } from './block-io.ts';
import type { Flag } from './docker-flags.ts';
import type { LabelFlags } from './labels.ts';
import { list } from './list-option.ts';
import type { LoggingFlags } from './logging.ts';
import type { MountFlags } from './mounts.ts';
import type { NameFlags } from './names.ts';
import type { NetworkFlags } from './networking.ts';
import type { ResourceFlags } from './resources.ts';
import type { SharingFlags } from './sharing.ts';
import { addStepOptions } from './step-options.ts';
import { TEACHING_FLAGS } from './teaching.ts';

/** What commander makes of the options of `run`. */
export interface RunOptions
  extends ResourceFlags,
    MountFlags,
    NameFlags,
    SharingFlags,
    LabelFlags,
    AttachFlags,
    BlockIoFlags,
    LoggingFlags,
    Omit<NetworkFlags, keyof NameFlags | 'hostname'> {
  readonly cidfile?: string;
  readonly timeout?: string;
  readonly env: readonly string[];
  readonly envFile: readonly string[];
  readonly interactive?: true;
  readonly tty?: true;
  readonly detachKeys?: string;
  readonly sigProxy: boolean;
  readonly stopSignal?: string;
  readonly stopTimeout?: string;
  readonly workdir?: string;
  readonly user?: string;
  readonly entrypoint?: string;
  readonly name?: string;
  readonly rm?: true;
  readonly keep?: true;
  readonly restart?: string;
  readonly init?: true;
  readonly runtime?: string;
  readonly rootfs?: true;
  readonly readOnly?: true;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly securityOpt: readonly string[];
  readonly ulimit: readonly string[];
  readonly platform?: string;
  readonly pull: string;
  readonly quiet?: true;
  readonly offline?: true;
  /** False for `--disable-content-trust=false`. */
  readonly disableContentTrust: boolean;
  readonly registry?: string;
  readonly step?: true | string;
  readonly break: readonly string[];
  readonly breakOnError?: true;
  readonly auto?: string;
  readonly predict?: true | string;
  readonly present?: true;
  readonly json?: true;
  readonly inspect?: true | string;
  readonly share?: true | string;
  readonly plain?: true;
  /** False for `--no-record`. */
  readonly record?: string | false;
  readonly simulate?: true;
  readonly dryRun?: true;
}

/** Adds the options that `run` has, grouped as its help shows them. */
export function addRunOptions(command: Command): Command {
  return addStepOptions(command.optionsGroup('Stepping and learning (also directly after IMAGE):'))
    .option('--keep', 'Keep the container when it ends')
    .option('--record <file>', 'Record the run, with all evidence, into this file')
    .option('--no-record', 'Do not keep the run among the last twenty')
    .option('--dry-run', 'Show every step and system call, and make none; the registry is asked what the image says')
    .option('--simulate', 'Show a recorded run of the image, or with the registry alone as much as there can be of one')
    .optionsGroup('The process:')
    .addOption(list('-e, --env <KEY=value>', 'Set a variable; without = it is taken from your own environment'))
    .addOption(list('--env-file <file>', 'Read variables from a file'))
    .option('--entrypoint <program>', 'Run this in place of the ENTRYPOINT of the image; "" clears it')
    .option('-i, --interactive', 'Hand your stdin to the container')
    .addOption(list('-a, --attach <stream>', 'Show only these of STDOUT and STDERR; it has STDIN with -i'))
    .option('-t, --tty', 'Give the program a terminal')
    .option(
      '--detach-keys <keys>',
      'What is typed to let go of its terminal, so that it goes on (default: ctrl-p,ctrl-q)',
    )
    .option('-u, --user <user[:group]>', 'Name or number of the user to run as')
    .option('-w, --workdir <directory>', 'Working directory inside the container')
    .addOption(list('--ulimit <name=soft[:hard]>', 'Set a limit of the process: nofile=1024:2048'))
    .option('--stop-signal <signal>', 'What asks it to stop, at your second Ctrl-C (default: what the image says)')
    .option(
      '--log-driver <driver>',
      'What is kept of its output for logs: json-file or local (both mean files of learn-run), none',
    )
    .addOption(list('--log-opt <name=value>', 'How much is kept: max-size=10m, max-file=3'))
    .option('--stop-timeout <seconds>', 'How long it may take to stop before it is killed (default: 10)')
    .option('--sig-proxy', 'Hand signals on to it, unless it has a terminal; =false: they end the run', true)
    .addOption(new Option('--no-sig-proxy').hideHelp())
    .addOption(list('--group-add <group>', 'Name or number of a group that the user is to be in too'))
    .option('--init', 'Run it below a process 1 that hands signals on and reaps whoever is left')
    .option('--timeout <seconds>', 'Kill the container after this time (as podman; exit code 255)')
    .optionsGroup('Files and volumes:')
    .addOption(
      list('-v, --volume <[source:]target[:mode]>', 'Mount a path of the host or a volume; mode: ro, rw, nocopy, …'),
    )
    .addOption(
      list('--mount <key=value,...>', 'The same, spelled out: bind, volume or tmpfs, as in type=bind,src=…,dst=…,ro'),
    )
    .addOption(
      list('--volumes-from <container[:ro]>', 'Mount what another container has mounted of volumes and the host'),
    )
    .addOption(list('--tmpfs <target[:options]>', 'Mount an empty file system in memory: size=64m,mode=700'))
    .addOption(list('--device <host[:container][:rwm]>', 'Give a device of the host'))
    .addOption(list('--device-cgroup-rule <rule>', 'Allow a kind of device, whoever makes its node: "c 42:* rwm"'))
    .option('--shm-size <bytes>', 'Size of /dev/shm (default: 64m)')
    .optionsGroup('Network:')
    .addOption(
      list(
        '--network <mode>',
        'bridge (default); none: loopback only; host: the network of the host; container:<name|id>: that of another one',
      ),
    )
    .addOption(list('--net <mode>', '').hideHelp())
    .addOption(list('-p, --publish <[[ip:]hostPort:]port[/udp]>', 'Answer on a port of the host; ranges as well'))
    .option('-P, --publish-all', 'Answer for every exposed port, on free ports of the host')
    .addOption(list('--expose <port[/udp]>', 'Expose a port or a range, for -P'))
    .option('--mac-address <address>', 'Address of its interface: 92:d0:c6:0a:29:33')
    .addOption(new Option('--ip <address>').hideHelp())
    .addOption(new Option('--ip6 <address>').hideHelp())
    .addOption(list('--network-alias <name>', '').hideHelp())
    .addOption(list('--net-alias <name>', '').hideHelp())
    .optionsGroup('Names and addresses:')
    .addOption(list('--add-host <name:address>', 'Add a line to /etc/hosts'))
    .addOption(list('--dns <address>', 'Name server in place of those of the host'))
    .addOption(list('--dns-search <domain>', 'Domain to look names up in; . for none'))
    .addOption(list('--dns-option <option>', 'Option of resolv.conf(5): ndots:1'))
    .addOption(list('--dns-opt <option>', '').hideHelp())
    .option('--domainname <name>', 'NIS domain name inside the container')
    .optionsGroup('The container:')
    .option('-d, --detach', 'Leave it running in the background and print its ID; it is kept when it ends, unless --rm')
    .option('-h, --hostname <name>', 'Host name inside the container')
    .option('--name <name>', 'Name of the container')
    .addOption(list('-l, --label <name=value>', 'Put a label on its record'))
    .addOption(list('--label-file <file>', 'Read labels from a file'))
    .addOption(list('--annotation <name=value>', 'Add an annotation to config.json'))
    .option('--cidfile <file>', 'Write its ID to this file, which must not be there')
    .option('--read-only', 'Mount the root file system read-only')
    .option('--no-healthcheck', 'Do not run the health check of the image (default; none is ever run)')
    .option('--rm', 'Remove the container when it ends (default; unlike docker, which wants to be asked)')
    .option(
      '--restart <policy>',
      'Start it again when it has ended: always, unless-stopped, on-failure[:retries]; it is kept then (default: no)',
    )
    .option('--runtime <name|path>', 'Have another OCI runtime make it: runc, crun, … (default: learn-run itself)')
    .optionsGroup('Limits (none by default, as with docker):')
    .option('-m, --memory <bytes>', 'Most memory, with b, k, m or g behind the number; at least 6m')
    .option('--memory-swap <bytes>', 'Most memory and swap together; -1: as much swap as there is')
    .addOption(new Option('--kernel-memory <bytes>').hideHelp())
    .option('--memory-reservation <bytes>', 'Memory that is left to it when the host runs short')
    .option('--oom-kill-disable', 'Let it wait for memory in place of killing it (cgroup v1 only)')
    .option('--memory-swappiness <number>', 'How willingly its memory is swapped out, 0 to 100 (cgroup v1 only)')
    .option(
      '--oom-score-adj <number>',
      'Who is killed first where memory runs out: 1000 first, -1000 never (default: 0)',
    )
    .option('--cpus <number>', 'How many processors it may use, with decimals: 1.5')
    .option('-c, --cpu-shares <number>', 'Its weight beside others, 2 to 262144; 1024 is the usual one')
    .option('--cpu-period <microseconds>', 'Length of the period that --cpu-quota is counted in')
    .option('--cpu-quota <microseconds>', 'Processor time in each period')
    .option(
      '--cpu-rt-period <microseconds>',
      'Length of the period that --cpu-rt-runtime is counted in (cgroup v1 only)',
    )
    .option('--cpu-rt-runtime <microseconds>', 'Real-time processor time in each period (cgroup v1 only)')
    .option('--cpuset-cpus <list>', 'The processors it may run on: 0-2,7')
    .option('--cpuset-mems <list>', 'The memory nodes it may use: 0,1')
    .option('--pids-limit <number>', 'Most processes and threads; -1: no limit')
    .option('--blkio-weight <number>', 'Its weight at block devices beside others, 10 to 1000; 0: that of everybody')
    .addOption(list('--blkio-weight-device <device:number>', 'The same at one device: /dev/sda:500'))
    .addOption(list('--device-read-bps <device:bytes>', 'Most bytes that it may read in a second: /dev/sda:1mb'))
    .addOption(list('--device-write-bps <device:bytes>', 'Most bytes that it may write in a second'))
    .addOption(list('--device-read-iops <device:number>', 'Most reads in a second: /dev/sda:100'))
    .addOption(list('--device-write-iops <device:number>', 'Most writes in a second'))
    .optionsGroup('Protection:')
    .option('--privileged', 'All capabilities and devices of the host, nothing hidden, no seccomp')
    .option('--ipc <mode>', 'private; shareable: others may join it; container:<name|id>; none: without /dev/shm; host')
    .option('--pid <mode>', 'host (root only), container:<name|id>: it sees their processes, and they see its own')
    .option('--uts <mode>', 'host: the host name is the one of the host')
    .option('--userns <mode>', 'host: as it is anyway: none for root, your own for you')
    .option('--cgroupns <mode>', 'private or host')
    .addOption(list('--sysctl <name=value>', 'Set a kernel setting of its own: net.*, fs.mqueue.*, kernel.shm*, …'))
    .addOption(list('--cap-add <capability>', 'Give a capability beyond the default fourteen, or ALL'))
    .addOption(list('--cap-drop <capability>', 'Take a capability away, or ALL'))
    .addOption(
      list(
        '--security-opt <option>',
        'no-new-privileges; seccomp= a profile, builtin or unconfined; apparmor= a profile or unconfined; label= type:…, level:… and so on, or disable; systempaths=unconfined',
      ),
    )
    .optionsGroup('The image:')
    .option('--pull <when>', 'always, missing, never or newer', 'missing')
    .option('--platform <os/arch[/variant]>', 'Take the image for this platform')
    .option('-q, --quiet', 'Suppress the pull output')
    .addOption(new Option('--disable-content-trust').hideHelp().default(true))
    .addOption(new Option('--no-disable-content-trust').hideHelp())
    .option(
      '--rootfs',
      'IMAGE is a directory: the root file system itself, or with :O behind it, below an empty layer (as podman)',
    )
    .option('--offline', 'Take the image from the registry inside learn-run: no network')
    .option('--registry <name>', 'embedded: the same as --offline')
    .optionsGroup('Other:');
}

/** What may stand directly after the image. */
export const FLAGS_AFTER_IMAGE: readonly Flag[] = TEACHING_FLAGS;
