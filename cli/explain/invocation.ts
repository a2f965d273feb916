import { UsageError } from '../errors.ts';
import { splitWords } from '../shell-words.ts';

/** Whose command line it is. */
export type Tool = 'docker' | 'podman' | 'learn-run';

/** A command line without what stands before the flags of `run`. */
export interface Invocation {
  readonly tool: Tool;
  readonly rest: readonly string[];
}

const TOOLS: readonly Tool[] = ['docker', 'podman', 'learn-run'];

/** `create` takes the flags of `run`: it is the same without the start. */
const COMMANDS = ['run', 'create'];

/** Flags of the tool itself, which say whom to ask and not what to run; true where a value follows. */
const GLOBAL_FLAGS: Readonly<Record<Tool, Readonly<Record<string, boolean>>>> = {
  docker: {
    ...flags(true, '--config', '-c', '--context', '-H', '--host', '-l', '--log-level'),
    ...flags(true, '--tlscacert', '--tlscert', '--tlskey'),
    ...flags(false, '-D', '--debug', '--tls', '--tlsverify'),
  },
  podman: {
    ...flags(true, '--cgroup-manager', '-c', '--connection', '--conmon', '--events-backend', '--hooks-dir'),
    ...flags(true, '--identity', '--imagestore', '--log-level', '--module', '--network-config-dir', '--out', '--root'),
    ...flags(true, '--runroot', '--runtime', '--runtime-flag', '--ssh', '--storage-driver', '--storage-opt'),
    ...flags(true, '--tmpdir', '--url', '--volumepath'),
    ...flags(false, '--noout', '-r', '--remote', '--syslog', '--transient-store'),
  },
  'learn-run': flags(false, '--debug'),
};

function flags(hasValue: boolean, ...names: readonly string[]): Readonly<Record<string, boolean>> {
  return Object.fromEntries(names.map((name) => [name, hasValue]));
}

/** May have been copied along. */
const PROMPT = /^\s*[$#] /;

/**
 * `sudo docker --context far container run -it alpine` is docker's `-it alpine`. A whole command line in one word, as it
 * is pasted between quotes, is cut as a shell would.
 *
 * @throws UsageError where it is a command line of another command than run or create
 */
export function readInvocation(words: readonly string[]): Invocation {
  const named = withoutPrefix(wordsOf(words));
  const tool = toolOf(named);
  const behind = tool === undefined ? named : withoutGlobalFlags(named.slice(1), tool);
  const command = behind[0] === 'container' ? behind.slice(1) : behind;
  if (COMMANDS.includes(command[0]!)) return { tool: tool ?? 'learn-run', rest: command.slice(1) };
  if (tool !== undefined && tool !== 'learn-run') throw otherCommand(tool, behind);
  return { tool: 'learn-run', rest: behind };
}

/**
 * The command of learn-run that the line calls in the place of `run`: `learn-run ps -a` is no image of this name.
 *
 * @param commands their names
 */
export function ownCommand(words: readonly string[], commands: readonly string[]): string | undefined {
  const named = withoutPrefix(wordsOf(words));
  const isOurs = toolOf(named) === 'learn-run';
  const [first = ''] = isOurs ? withoutGlobalFlags(named.slice(1), 'learn-run') : named;
  return commands.includes(first) && !COMMANDS.includes(first) ? first : undefined;
}

const wordsOf = (words: readonly string[]) => (words.length === 1 ? splitWords(words[0]!.replace(PROMPT, '')) : words);

const toolOf = ([first]: readonly string[]) => TOOLS.find((name) => name === first?.split('/').at(-1));

/** Flags of sudo that have a value behind them. sudo(8) */
const SUDO_VALUES = /^-[ugpCDRhrtTU]$|^--(user|group|prompt|chdir|host)$/;

/** Without variables of the shell, and without sudo and its flags. */
function withoutPrefix(words: readonly string[]): readonly string[] {
  const [first = ''] = words;
  if (/^[A-Za-z_]\w*=/.test(first)) return withoutPrefix(words.slice(1));
  return first === 'sudo' ? withoutSudoFlags(words.slice(1)) : words;
}

function withoutSudoFlags(words: readonly string[]): readonly string[] {
  const [first = ''] = words;
  if (!first.startsWith('-')) return withoutPrefix(words);
  return withoutSudoFlags(words.slice(SUDO_VALUES.test(first) ? 2 : 1));
}

function withoutGlobalFlags(words: readonly string[], tool: Tool): readonly string[] {
  const [first = ''] = words;
  const [name = '', value] = first.split(/=(.*)/s);
  const known = GLOBAL_FLAGS[tool];
  if (!Object.hasOwn(known, name)) return words;
  return withoutGlobalFlags(words.slice(known[name] === true && value === undefined ? 2 : 1), tool);
}

function otherCommand(tool: Tool, words: readonly string[]): UsageError {
  const command = words.slice(0, words[0] === 'container' ? 2 : 1).join(' ');
  const got = command === '' ? 'nothing' : JSON.stringify(command);
  return new UsageError(`explain takes ${tool} run and ${tool} create apart: got ${got} behind ${tool}`, 'explain');
}
