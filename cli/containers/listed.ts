import { type ContainerStatus, endingNow, isRunning, statusOf } from '../../engine/container-status.ts';
import { formatPlatform } from '../../engine/image/platform.ts';
import { printable } from '../../engine/image/printable.ts';
import { familiarName, parseReference } from '../../engine/image/reference.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { volumeName } from '../../engine/volumes.ts';
import { goTime } from '../terminal/go-time.ts';
import { humanAge } from '../terminal/human-age.ts';
import { shownPorts } from './shown-ports.ts';

/** A container in a list, in docker's fields and words. */
export interface ListedContainer {
  readonly Command: string;
  readonly CreatedAt: string;
  readonly ID: string;
  readonly Image: string;
  readonly Labels: string;
  /** How many volumes it has. */
  readonly LocalVolumes: string;
  readonly Mounts: string;
  readonly Names: string;
  readonly Networks: string;
  readonly Platform: string;
  readonly Ports: string;
  readonly RunningFor: string;
  readonly Size: string;
  readonly State: ContainerStatus;
  readonly Status: string;
}

const LONGEST_COMMAND = 20;
const LONGEST_MOUNT = 15;

/** How a container is listed. */
export interface Listing {
  readonly trunc: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What it has written, in words, where somebody asks for that: it takes time to find out. */
  readonly size?: string | undefined;
  /** The ports that it listens at. */
  readonly exposed?: readonly string[] | undefined;
}

export function listed(state: ContainerState, { trunc, now, size = '0B', exposed = [] }: Listing): ListedContainer {
  const { id, name = '', createdAt, labels = {}, volumes = [], network, image } = state;
  const command = printable(commandText(state.command), 4096);
  const status = statusOf(state);
  return {
    Command: JSON.stringify(trunc ? shortened(command, LONGEST_COMMAND) : command),
    CreatedAt: goTime(createdAt),
    ID: trunc ? id.slice(0, 12) : id,
    Image: imageAsked(state),
    Labels: Object.entries(labels)
      .map((pair) => pair.join('='))
      .join(','),
    LocalVolumes: String(volumes.length),
    Mounts: shownMounts(state, trunc),
    Names: name,
    Networks: network?.mode ?? '',
    Platform: image.manifest?.platform ? printable(formatPlatform(image.manifest.platform), 200) : '',
    Ports: network && isRunning(state) ? shownPorts(network.ports, exposed) : '',
    RunningFor: humanAge(createdAt, now),
    Size: size,
    State: status,
    Status: statusText(state, status, now),
  };
}

/** Arguments with a blank stand in quotes; no shell need be able to read it, so quotes within are left as they are. As docker. */
function commandText([path = '', ...args]: readonly string[] = []): string {
  return [path, ...args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg))].join(' ');
}

/** The names of volumes, and where binds come from; older records only have the names. */
function shownMounts({ mounts, volumes = [] }: ContainerState, trunc: boolean): string {
  const sources = mounts?.flatMap((mount) => {
    if (mount.type === 'tmpfs') return [];
    return mount.type === 'bind' ? [mount.source] : [volumeName(mount)];
  });
  return (sources ?? volumes).map((text) => (trunc ? shortened(text, LONGEST_MOUNT) : text)).join(',');
}

const shortened = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** As docker shows it: in the words that it was asked for. */
export const imageAsked = (state: Pick<ContainerState, 'image'>): string => state.image.asked ?? imageOf(state);

/** As a person would write it. */
export function imageOf({ image }: Pick<ContainerState, 'image'>): string {
  return image.name === '' ? '' : familiarName(parseReference(image.name));
}

function statusText(state: ContainerState, status: ContainerStatus, now: number): string {
  const { startedAt, finishedAt } = state;
  if (status === 'created') return 'Created';
  const duration = (from: string | undefined) => humanAge(from, now).replace(/ ago$/, '');
  if (status === 'exited' || status === 'restarting') {
    const word = status === 'exited' ? 'Exited' : 'Restarting';
    return `${word} (${endingNow(state)?.exitCode}) ${humanAge(finishedAt ?? startedAt, now)}`;
  }
  return `Up ${duration(startedAt)}${status === 'paused' ? ' (Paused)' : ''}`;
}
