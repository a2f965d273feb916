/**
 * The flags of `docker run` (docker CLI 28.2) that learn-run does not support yet, as data: known, so that they can be
 * refused by name, and so that the image can be found behind them.
 *
 * Each line reads `long[,short] [value]`; a flag without the last word is a switch.
 */
const TABLE = `
add-host value
attach,a value
blkio-weight value
blkio-weight-device value
cgroup-parent value
cgroupns value
cidfile value
cpu-count value
cpu-percent value
cpu-rt-period value
cpu-rt-runtime value
detach,d
detach-keys value
device value
device-cgroup-rule value
device-read-bps value
device-read-iops value
device-write-bps value
device-write-iops value
disable-content-trust
dns value
dns-opt value
dns-option value
dns-search value
domainname value
expose value
gpus value
group-add value
health-cmd value
health-interval value
health-retries value
health-start-interval value
health-start-period value
health-timeout value
init
io-maxbandwidth value
io-maxiops value
ip value
ip6 value
ipc value
isolation value
kernel-memory value
label,l value
label-file value
link value
link-local-ip value
log-driver value
log-opt value
mac-address value
memory-swappiness value
mount value
network-alias value
no-healthcheck
oom-score-adj value
pid value
privileged
publish,p value
publish-all,P
restart value
runtime value
shm-size value
storage-opt value
sysctl value
tmpfs value
use-api-socket
userns value
uts value
volume,v value
volume-driver value
volumes-from value
`;

/** One flag, as the splitter needs to know it. */
export interface Flag {
  /** With its dashes: `--env`. */
  readonly long: string;
  /** With its dash: `-e`. */
  readonly short: string | undefined;
  /** `required`: `--env A=B` or `--env=A=B`; `optional`: only `--step=detail`; `none`: a switch. */
  readonly value: 'required' | 'optional' | 'none';
}

/** Docker's flags that are refused by name. */
export const DOCKER_FLAGS: readonly Flag[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [names = '', value] = line.split(' ');
    const [long, short] = names.split(',');
    return { long: `--${long}`, short: short && `-${short}`, value: value === undefined ? 'none' : 'required' };
  });

/** What to say beside the refusal, where more can be said than the name. */
export const REFUSAL_HINTS: Readonly<Record<string, string>> = {
  '--init': 'The program is process 1 itself: a shell, or an init of the image, can look after its children.',
  '--detach-keys': 'A container of learn-run ends with the command, so there is nothing to detach from.',
  '--privileged': "learn-run keeps docker's default protection; --cap-add gives single capabilities.",
  '--detach': 'A container of learn-run runs in the foreground.',
  '--volume': 'Nothing of the host can be mounted yet.',
  '--mount': 'Nothing of the host can be mounted yet.',
  '--publish': 'A container has its own loopback only, or with --network host the network of the host.',
};
