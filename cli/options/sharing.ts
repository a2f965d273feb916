import { posix } from 'node:path';
import type { NetworkMode } from '../../engine/bundle/network-mode.ts';
import type { DeviceRequest, IpcMode, PidMode, Surroundings } from '../../engine/bundle/surroundings.ts';
import { checkedSysctls, isNamespacedSysctl } from '../../engine/bundle/sysctls.ts';
import { invalidArgument, UsageError } from '../errors.ts';
import { parseDeviceRule } from './device-rule.ts';
import { bytesOption } from './resources.ts';

/** What commander makes of the options about what a container shares with the host. */
export interface SharingFlags {
  readonly groupAdd: readonly string[];
  readonly device: readonly string[];
  readonly deviceCgroupRule: readonly string[];
  readonly shmSize?: string;
  readonly sysctl: readonly string[];
  readonly ipc?: string;
  readonly uts?: string;
  readonly pid?: string;
  readonly userns?: string;
  readonly cgroupns?: string;
  readonly privileged?: true;
  readonly oomScoreAdj?: string;
  readonly hostname?: string;
}

/** Namespaces, devices and kernel settings. Throws `UsageError` in docker's words. */
export function sharingOptions(flags: SharingFlags, network: NetworkMode): Surroundings {
  const ipc = ipcMode(flags.ipc);
  const uts = utsMode(flags);
  return {
    groupAdd: flags.groupAdd,
    devices: flags.device.map(parseDevice),
    deviceRules: flags.deviceCgroupRule.map(parseDeviceRule),
    shmSize: flags.shmSize === undefined ? undefined : bytesOption('--shm-size', flags.shmSize) || undefined,
    sysctls: checkedSysctls(Object.fromEntries(flags.sysctl.map(parseSysctl)), { network, ipc }),
    ipc,
    uts,
    pid: pidMode(flags.pid),
    userns: usernsMode(flags.userns),
    cgroupns: cgroupMode(flags.cgroupns),
    privileged: flags.privileged === true,
    oomScoreAdj: flags.oomScoreAdj === undefined ? undefined : oomScore(flags.oomScoreAdj),
  };
}

function oomScore(text: string): number {
  if (!/^[+-]?\d{1,9}$/.test(text)) throw invalidArgument('--oom-score-adj', text, 'expected a number');
  const score = Number(text);
  if (Math.abs(score) > 1000) throw new UsageError(`invalid value ${score}, range for oom score adj is [-1000, 1000]`);
  return score;
}

function parseSysctl(text: string): [string, string] {
  const split = text.indexOf('=');
  const name = split < 0 ? text : text.slice(0, split);
  if (split > 0 && isNamespacedSysctl(name)) return [name, text.slice(split + 1)];
  throw invalidArgument('--sysctl', text, `sysctl '${text}' is not allowed`);
}

/** `host[:container][:rwm]` */
function parseDevice(text: string): DeviceRequest {
  const parts = text.split(':');
  if (text === '' || parts.length > 3) throw new UsageError(`bad format for path: ${text}`);
  const [host = '', second, third] = parts;
  const isMode = third === undefined && second !== undefined && /^[rwm]{1,3}$/.test(second);
  const mode = isMode ? second : (third ?? 'rwm');
  const path = isMode || second === undefined ? host : second;
  if (!/^(?!.*(.).*\1)[rwm]{1,3}$/.test(mode)) throw new UsageError(`bad mode specified: ${mode}`);
  for (const one of [host, path]) if (!one.startsWith('/')) throw new UsageError(`${one} is not an absolute path`);
  return { hostPath: posix.resolve(host), path: posix.resolve(path), permissions: mode };
}

function ipcMode(text = ''): IpcMode {
  if (text === '') return 'private';
  if (text === 'private' || text === 'shareable' || text === 'none' || text === 'host') return text;
  if (isOfContainer(text)) return text;
  throw new UsageError(`Invalid IPC mode: ${text}`);
}

function utsMode({ uts, hostname }: SharingFlags): 'host' | undefined {
  if (uts === undefined || uts === '') return undefined;
  if (uts !== 'host') throw new UsageError('--uts: invalid UTS mode');
  if (hostname !== undefined) throw new UsageError('conflicting options: hostname and the UTS mode');
  return uts;
}

function pidMode(text: string | undefined): PidMode | undefined {
  if (text === undefined || text === '' || text === 'private') return undefined;
  if (text === 'host' || isOfContainer(text)) return text;
  throw new UsageError('--pid: invalid PID mode');
}

function usernsMode(text = ''): 'host' | undefined {
  if (text === '') return undefined;
  if (text === 'host') return text;
  throw new UsageError('--userns: invalid USER mode');
}

const isOfContainer = (text: string): text is `container:${string}` => /^container:./.test(text);

function cgroupMode(text = 'private'): 'host' | 'private' {
  if (text === 'host' || text === 'private') return text;
  if (text === '') return 'private';
  throw new UsageError('--cgroupns: invalid CGROUP mode');
}
