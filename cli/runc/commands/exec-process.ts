import { readFileSync } from 'node:fs';
import { fullName } from '../../../engine/bundle/capabilities.ts';
import { parseProcess } from '../../../engine/bundle/parse-config.ts';
import type { Capabilities, Process, User } from '../../../engine/bundle/runtime-spec.ts';
import type { Context } from '../context.ts';
import { UsageMistake } from '../errors.ts';
import { isSet, optionOf, optionsOf, pathOf, type Words } from '../flags.ts';

/**
 * Makes of the container's own process the one that is to run: by the options, or by the file that describes it.
 *
 * @throws UsageMistake, InvalidConfig, or the error of reading the file
 */
export function processFrom(words: Words, { cwd }: Context): (own: Process) => Process {
  const file = pathOf(words, 'process', cwd);
  if (file !== undefined) {
    const text = readFileSync(file, 'utf8');
    return (own) => {
      const described = parseProcess(text, own);
      return withOwnSettings({ ...described, terminal: described.terminal || isSet(words, 'tty') }, own);
    };
  }
  const [, ...args] = words.args;
  if (args.length === 0) throw new UsageMistake('process args cannot be empty');
  return (own) => ownProcess(own, args, words);
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

/**
 * Those that are asked for come into every set but the inheritable one (CVE-2022-29162). Names that nobody knows are left
 * to the engine, which warns of them, whoever has given them.
 */
function capabilitiesFrom(own: Capabilities, asked: readonly string[]): Capabilities {
  if (asked.length === 0) return own;
  const names = asked.map(fullName);
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
