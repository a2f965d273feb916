import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CAPABILITIES } from '../../../engine/bundle/capabilities.ts';
import { parseProcess } from '../../../engine/bundle/parse-config.ts';
import type { Capabilities, Process, User } from '../../../engine/bundle/runtime-spec.ts';
import { execInContainer, type SubCgroup } from '../../../engine/lifecycle/exec.ts';
import { writePidFile } from '../../../engine/lifecycle/write-pid-file.ts';
import type { Run } from '../commands.ts';
import { requireConsole } from '../console-rules.ts';
import type { Context } from '../context.ts';
import { UsageMistake } from '../errors.ts';
import { isSet, optionOf, optionsOf, type Words } from '../flags.ts';
import { runInForeground } from '../foreground.ts';
import { ForegroundConsole } from '../foreground-console.ts';
import { preservedFds } from './request.ts';

export const exec: Run = async (words, context) => {
  const { store, cwd, cache, env, log } = context;
  const path = (name: string) => {
    const given = optionOf(words, name);
    return given === undefined ? undefined : resolve(cwd, given);
  };
  const isDetached = isSet(words, 'detach');
  const change = processFrom(words, context);
  const wantsTerminal = change(store.read(words.args[0]!).config.process ?? change.empty).terminal;
  const socket = path('console-socket');
  requireConsole({ isTerminal: wantsTerminal, isDetached, socket });
  const console = wantsTerminal && !isDetached ? await ForegroundConsole.open() : undefined;
  const child = await execInContainer({
    store,
    id: words.args[0]!,
    process: change,
    cache,
    console: console ? { fd: console.theirs } : socket,
    preservedFds: preservedFds(words, env),
    ignoresPause: isSet(words, 'ignore-paused'),
    subCgroups: optionsOf(words, 'cgroup').map(subCgroup),
    log,
  });
  log.debug(`nsexec container setup: process ${child.pid} is in the namespaces of the container`);
  log.debug('child process in init(): setns_init: about to exec');
  const pidFile = path('pid-file');
  const pidfdSocket = path('pidfd-socket');
  try {
    if (pidFile !== undefined) writePidFile(pidFile, child.pid);
    if (pidfdSocket !== undefined) await child.sendPidfd(pidfdSocket);
  } catch (error) {
    await child.kill();
    throw error;
  }
  if (!isDetached) return runInForeground(child, console);
  await child.start();
  await child.release();
  return 0;
};

interface Change {
  (own: Process): Process;
  readonly empty: Process;
}

/** How the process differs from the container's own; or the one that a file describes. */
function processFrom(words: Words, { cwd, log }: Context): Change {
  const file = optionOf(words, 'process');
  const empty = parseProcess('{"cwd":"/"}');
  if (file !== undefined) {
    const text = readFileSync(resolve(cwd, file), 'utf8');
    const change = (own: Process) => {
      const described = parseProcess(text, own);
      return withOwnSettings({ ...described, terminal: described.terminal || isSet(words, 'tty') }, own);
    };
    return Object.assign(change, { empty });
  }
  const [, ...args] = words.args;
  if (args.length === 0) throw new UsageMistake('process args cannot be empty');
  const unknown = optionsOf(words, 'cap').filter(
    (name) => !(CAPABILITIES as readonly string[]).includes(capability(name)),
  );
  if (unknown.length > 0) log.warn(`ignoring unknown or unavailable capabilities: ${JSON.stringify(unknown)}`);
  return Object.assign((own: Process) => ownProcess(own, args, words), { empty });
}

/** When and where a container's processes run holds for all, unless the file says otherwise. */
function withOwnSettings(described: Process, { scheduler, ioPriority, execCPUAffinity }: Process): Process {
  return {
    ...(scheduler && { scheduler }),
    ...(ioPriority && { ioPriority }),
    ...(execCPUAffinity && { execCPUAffinity }),
    ...described,
  };
}

function ownProcess(own: Process, args: readonly string[], words: Words): Process {
  const { consoleSize: _, ...rest } = own;
  const label = optionOf(words, 'process-label');
  const profile = optionOf(words, 'apparmor');
  return {
    ...rest,
    args,
    terminal: isSet(words, 'tty'),
    cwd: optionOf(words, 'cwd') ?? own.cwd,
    env: [...own.env, ...optionsOf(words, 'env')],
    user: userFrom(own.user, words),
    capabilities: capabilitiesFrom(own.capabilities, optionsOf(words, 'cap')),
    noNewPrivileges: own.noNewPrivileges || isSet(words, 'no-new-privs'),
    ...(label !== undefined && { selinuxLabel: label }),
    ...(profile !== undefined && { apparmorProfile: profile }),
  };
}

/** Numbers only: a text that is none must not become the user 0 (CVE-2026-30892). */
function userFrom(own: User, words: Words): User {
  const given = optionOf(words, 'user');
  const groups = optionsOf(words, 'additional-gids').map((text) => id(text, 'additional-gids'));
  const user = { ...own, additionalGids: [...own.additionalGids, ...groups] };
  // An empty one is none, as with runc and crun.
  if (given === undefined || given === '') return user;
  const [uid = '', gid, ...more] = given.split(':');
  if (more.length > 0) throw new UsageMistake(`invalid user ${JSON.stringify(given)}: expected UID[:GID]`);
  return { ...user, uid: id(uid, 'user'), ...(gid !== undefined && { gid: id(gid, 'user') }) };
}

function id(text: string, option: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 - 1) return Number(text);
  throw new UsageMistake(
    `invalid value ${JSON.stringify(text)} for --${option}: expected a number from 0 to 4294967294`,
  );
}

/** Those that are asked for come into every set but the inheritable one (CVE-2022-29162). */
function capabilitiesFrom(own: Capabilities, asked: readonly string[]): Capabilities {
  if (asked.length === 0) return own;
  const names = asked.map(capability).filter((name) => (CAPABILITIES as readonly string[]).includes(name));
  const { bounding, effective = [], permitted = [], ambient = [], inheritable = [] } = own;
  // What is ambient has to be inheritable. capabilities(7)
  const raised = names.filter((name) => inheritable.includes(name));
  return {
    ...own,
    bounding: [...bounding, ...names],
    effective: [...effective, ...names],
    permitted: [...permitted, ...names],
    ambient: [...ambient, ...raised],
  };
}

function capability(name: string): string {
  const upper = name.toUpperCase();
  return upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
}

/** `path`, or `controller[,controller]:path`. */
function subCgroup(text: string): SubCgroup {
  const at = text.indexOf(':');
  return at < 0
    ? { controllers: [], path: text }
    : { controllers: text.slice(0, at).split(','), path: text.slice(at + 1) };
}
