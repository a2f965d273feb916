import { join, resolve } from 'node:path';
import { isInitialUserNamespace } from '../../engine/initial-user-namespace.ts';
import type { CgroupManager } from '../../engine/lifecycle/own-cgroup.ts';
import { ContainerStore } from '../../engine/lifecycle/store.ts';
import { cacheDirectory } from './cache-directory.ts';
import { UsageMistake } from './errors.ts';
import { isSet, optionOf, type Words } from './flags.ts';
import { parseLogFile, parseLogFormat, RuntimeLog } from './log.ts';

/** What every command is given. */
export interface Context {
  /** What the program was called as. */
  readonly program: string;
  readonly store: ContainerStore;
  readonly log: RuntimeLog;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the executable of init is kept. */
  readonly cache: string;
  /** Whether the caller is an ordinary user, or root of a user namespace only. */
  readonly isRootless: boolean;
  readonly cgroupManager: CgroupManager;
  /** True where nobody has said where the containers are. */
  readonly hasDefaultRoot: boolean;
}

/** The world outside, as it is handed in. */
export interface Surroundings {
  readonly program: string;
  /** Path of the file that it was started by. */
  readonly command: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
  readonly cwd: string;
}

/** @param words the options in front of the command */
export function contextOf(words: Words, { program, env, uid, cwd }: Surroundings): Context {
  const file = parseLogFile(optionOf(words, 'log'));
  const format = parseLogFormat(optionOf(words, 'log-format'));
  const log = new RuntimeLog({
    file: file === undefined ? undefined : resolve(cwd, file),
    format,
    isDebug: isSet(words, 'debug'),
  });
  const isInner = uid !== 0 || !isInitialUserNamespace();
  const root = optionOf(words, 'root');
  const rootless = optionOf(words, 'rootless');
  return {
    program,
    store: new ContainerStore(root ? resolve(cwd, root) : defaultRoot(env, uid, isInner)),
    log,
    cwd,
    env,
    cache: cacheDirectory(env, uid, isInner),
    isRootless: rootless === undefined || rootless === 'auto' ? isInner : isSet(words, 'rootless'),
    cgroupManager: isSet(words, 'systemd-cgroup') ? 'systemd' : parseManager(optionOf(words, 'cgroup-manager')),
    hasDefaultRoot: !root,
  };
}

/** @throws UsageMistake */
function parseManager(text: string | undefined): CgroupManager {
  if (text === undefined) return 'cgroupfs';
  if (text === 'cgroupfs' || text === 'systemd' || text === 'disabled') return text;
  throw new UsageMistake(`unknown cgroup manager ${text}: expected cgroupfs, systemd or disabled`);
}

function defaultRoot(env: Surroundings['env'], uid: number, isInner: boolean): string {
  if (isInner && env.XDG_RUNTIME_DIR) return join(env.XDG_RUNTIME_DIR, 'learn-runc');
  return uid === 0 ? '/run/learn-runc' : `/tmp/learn-runc-${uid}`;
}
