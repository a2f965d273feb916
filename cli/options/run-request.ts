import type { RootDirectory } from '../../engine/bundle/container-options.ts';
import { parseUlimit } from '../../engine/bundle/rlimits.ts';
import type { WantedPlatform } from '../../engine/image/platform.ts';
import type { Reference } from '../../engine/image/reference.ts';
import type { ProcessOptions, RunRequest } from '../../machines/actors/contract.ts';
import { invalidArgument, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { timeLimit } from '../time-limit.ts';
import { attachOptions } from './attaching.ts';
import { blockIoOptions } from './block-io.ts';
import { resolveEnv } from './env.ts';
import { annotations, labels } from './labels.ts';
import { logConfig } from './logging.ts';
import { mountOptions } from './mounts.ts';
import { nameOptions } from './names.ts';
import { networkOptions } from './networking.ts';
import { resourceOptions } from './resources.ts';
import { restartPolicy } from './restart.ts';
import type { RunOptions } from './run-options.ts';
import { securityOptions } from './security-options.ts';
import { sharingOptions } from './sharing.ts';
import { stopOptions } from './stopping.ts';
import { terminalOptions } from './terminal.ts';
import { parseVolumesFrom } from './volumes-from.ts';

/** What was read from the words before the options could be looked at. */
export interface RunSubject {
  readonly reference: Reference;
  /** The image as it was typed. */
  readonly asked?: string | undefined;
  readonly platform: WantedPlatform;
  readonly command: readonly string[];
  /** Absolute path of another OCI runtime that is to make it. */
  readonly runtime?: string | undefined;
  /** Where the root file system is a directory and there is no image. */
  readonly rootfs?: RootDirectory | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the person sits at, if it is a terminal. */
  readonly terminal: Pick<Io, 'stdin' | 'stdout'>;
}

const NOTARY = '--disable-content-trust=false: learn-run does not look at signatures of Notary';

/** The request that the run machine works on. Throws `UsageError`, in docker's words where docker has some. */
export function runRequest(options: RunOptions, subject: RunSubject): RunRequest {
  const { reference, asked, platform } = subject;
  if (options.rm && options.keep) throw new UsageError('conflicting options: cannot specify both --rm and --keep');
  if (!options.disableContentTrust)
    throw new UsageError(NOTARY, 'run', 'Every digest is verified: NAME@sha256:… means one image.');
  const restart = restartPolicy(options.restart);
  if (options.rm && restart) throw new UsageError('conflicting options: cannot specify both --restart and --rm');
  return {
    reference,
    asked,
    platform,
    // Where there is no image there is nothing to pull: podman passes over it, too.
    pull: subject.rootfs ? 'missing' : pullPolicy(options.pull),
    // As docker: what nobody has seen end is still there to be looked at, and what is started again to be started.
    keep: options.keep === true || restart !== undefined || (options.detach === true && !options.rm),
    ...(restart && { restart }),
    detach: options.detach === true,
    timeLimit: timeLimit(options.timeout),
    log: logConfig(options),
    labels: labels(options),
    // On a terminal Ctrl-C is a key like any other, and reaches the program as one.
    sigProxy: options.sigProxy && !options.tty && !options.detach,
    runtime: subject.runtime,
    process: processOptions(options, subject),
  };
}

function processOptions(options: RunOptions, { command, env, terminal, rootfs }: RunSubject): ProcessOptions {
  const { network, networking } = networkOptions(options);
  return {
    args: command,
    entrypoint: options.entrypoint,
    env: resolveEnv(options.envFile, options.env, env),
    user: options.user,
    workingDirectory: checkedWorkdir(options.workdir),
    hostname: options.hostname,
    name: checkedName(options.name),
    interactive: options.interactive === true,
    ...attachOptions(options),
    init: options.init === true,
    ...terminalOptions(options, terminal),
    ...stopOptions(options),
    readOnly: options.readOnly === true,
    ...securityOptions(options.securityOpt),
    capAdd: options.capAdd,
    capDrop: options.capDrop,
    ulimits: options.ulimit.map(checkedUlimit),
    network,
    networking,
    ...sharingOptions(options, network),
    ...nameOptions(options),
    mounts: mountOptions(options, process.cwd()),
    volumesFrom: options.volumesFrom.map(parseVolumesFrom),
    ...(options.annotation.length > 0 && { annotations: annotations(options) }),
    resources: { ...resourceOptions(options), ...blockIoOptions(options) },
    ...(rootfs && { rootfs }),
  };
}

function pullPolicy(text: string): RunRequest['pull'] {
  if (text === '') return 'missing';
  if (text === 'always' || text === 'missing' || text === 'never' || text === 'newer') return text;
  throw new UsageError(`invalid pull option: '${text}': must be one of "always", "missing", "never" or "newer"`);
}

/** Docker's rule for names of containers, with the slash that they begin with in its records; as long as a file may be called. */
export function checkedName(text: string | undefined, command = 'run'): string | undefined {
  const name = text?.replace(/^\//, '');
  if (name === undefined || /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}$/.test(name)) return name;
  const shown = name.slice(0, 200);
  throw new UsageError(
    `invalid container name (${shown}): only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed, 2 to 255 of them`,
    command,
  );
}

function checkedWorkdir(path: string | undefined): string | undefined {
  if (path === undefined || path.startsWith('/')) return path;
  throw new UsageError(`the working directory '${path}' is invalid, it needs to be an absolute path`);
}

function checkedUlimit(text: string): string {
  try {
    parseUlimit(text);
    return text;
  } catch (cause) {
    throw invalidArgument('--ulimit', text, (cause as Error).message);
  }
}
