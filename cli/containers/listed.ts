import { type ContainerStatus, endingNow, statusOf } from '../../engine/container-status.ts';
import { printable } from '../../engine/image/printable.ts';
import { familiarName, parseReference } from '../../engine/image/reference.ts';
import type { portLines } from '../../engine/network/ports.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { humanAge } from '../terminal/human-age.ts';

/** A container in a list, in docker's fields and words. */
export interface ListedContainer {
  readonly Command: string;
  readonly CreatedAt: string;
  readonly ID: string;
  readonly Image: string;
  readonly Labels: string;
  readonly Mounts: string;
  readonly Names: string;
  readonly Networks: string;
  readonly Ports: string;
  readonly RunningFor: string;
  readonly State: ContainerStatus;
  readonly Status: string;
}

const LONGEST_COMMAND = 20;

/** @param now milliseconds since 1970 */
export function listed(state: ContainerState, { trunc, now }: { trunc: boolean; now: number }): ListedContainer {
  const { id, name = '', createdAt, labels = {}, volumes = [], network } = state;
  const command = printable(commandText(state.command), 4096);
  const isLong = trunc && command.length > LONGEST_COMMAND;
  const status = statusOf(state);
  return {
    Command: JSON.stringify(isLong ? `${command.slice(0, LONGEST_COMMAND - 1)}…` : command),
    CreatedAt: createdAt.replace('T', ' ').replace(/\.\d+Z$/, ' +0000 UTC'),
    ID: trunc ? id.slice(0, 12) : id,
    Image: imageOf(state),
    Labels: Object.entries(labels)
      .map((pair) => pair.join('='))
      .join(','),
    Mounts: volumes.join(','),
    Names: name,
    Networks: network?.mode ?? '',
    Ports: network && ['running', 'paused'].includes(status) ? shownPorts(network.ports) : '',
    RunningFor: humanAge(createdAt, now),
    State: status,
    Status: statusText(state, status, now),
  };
}

/** Arguments with a blank stand in quotes; no shell need be able to read it, so quotes within are left as they are. As docker. */
function commandText([path = '', ...args]: readonly string[] = []): string {
  return [path, ...args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg))].join(' ');
}

/** As a person would write it. */
export function imageOf({ image }: Pick<ContainerState, 'image'>): string {
  return image.name === '' ? '' : familiarName(parseReference(image.name));
}

/** `0.0.0.0:8080->80/tcp` */
function shownPorts(ports: Parameters<typeof portLines>[0]): string {
  return ports
    .map(({ protocol, containerPort, hostIp, hostPort }) => {
      const host = hostIp.includes(':') ? `[${hostIp}]` : hostIp;
      return `${host}:${hostPort}->${containerPort}/${protocol}`;
    })
    .join(', ');
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
