import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ImageName, ParityCase } from '../../test/parity/parity-case.ts';

/** Whoever runs the cases: how its commands begin, and in which environment. */
export interface Observed {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly images: ReadonlyMap<ImageName, string>;
  /** A directory that exists, for files of the cases. */
  readonly base: string;
  /** A port of the host that nobody else uses. */
  readonly port: number;
}

const LIMIT_MS = 30_000;
/** Endings that are the engine's own: what it has said tells two of them apart. */
const OWN_ENDINGS: readonly (number | null)[] = [125, 126, 127, null];

/** Runs the case, and gives back what can be seen of it: its output, what was looked for in the error, its exit code. */
export async function observe(one: ParityCase, engine: Observed): Promise<string> {
  const directory = mkdtempSync(join(engine.base, `${one.id}-`));
  const name = `parity-${one.id}`;
  const image = engine.images.get(one.image ?? 'shell')!;
  for (const [path, content] of Object.entries(one.files ?? {})) writeFileSync(join(directory, path), content);
  mkdirSync(join(directory, 'sub'));
  const filled = (word: string) => word.replaceAll('$DIR', directory).replaceAll('$NAME', name);
  const words =
    one.script === undefined ? [...engine.words, ...runWords(one, image, filled)] : ['sh', '-c', one.script];
  const env = { ENGINE: engine.words.join(' '), IMAGE: image, NAME: name, DIR: directory, PORT: String(engine.port) };
  try {
    const ending = await endingOf(words, { ...engine.env, ...env, HOST_VARIABLE: 'of the host' }, directory, one.stdin);
    const known = [
      [directory, '$DIR'],
      [name, '$NAME'],
      [String(engine.port), '$PORT'],
    ] as const;
    const clean = (said: string) => anonymous(said, [...imageNames(engine.images), ...known]);
    return sight(one, { ...ending, stdout: clean(ending.stdout), stderr: clean(ending.stderr) });
  } finally {
    if (one.script !== undefined) await endingOf([...engine.words, 'rm', '-f', '-v', name], engine.env, directory);
    rmSync(directory, { recursive: true });
  }
}

/** The words behind the engine's own. */
function runWords({ options = [], command = [] }: ParityCase, image: string, filled: (word: string) => string) {
  const inside = typeof command === 'string' ? ['sh', '-c', command] : command;
  return ['run', '--rm', ...options.map(filled), image, ...inside];
}

interface Ending {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

async function endingOf(words: readonly string[], env: Observed['env'], cwd: string, stdin = ''): Promise<Ending> {
  const [program, ...args] = words;
  const child = spawn(program!, args, { cwd, env: { ...process.env, ...env }, detached: true });
  const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), LIMIT_MS);
  // A program need not read all that it is given.
  child.stdin.on('error', () => {}).end(stdin);
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await closed;
  clearTimeout(timer);
  return { stdout, stderr, status };
}

function sight({ says }: ParityCase, { stdout, stderr, status }: Ending): string {
  const words = says?.exec(stderr)?.[0];
  const found = says?.ignoreCase ? words?.toLowerCase() : words;
  const error =
    found !== undefined ? [`says: ${found}`] : isUnexplained(says, status) ? [`error: ${firstLine(stderr)}`] : [];
  return [...(stdout === '' ? [] : [stdout.trimEnd()]), ...error, `exit ${status}`].join('\n');
}

const isUnexplained = (says: RegExp | undefined, status: number | null) =>
  says !== undefined || OWN_ENDINGS.includes(status);

const firstLine = (message: string) => message.trim().split('\n')[0]!;

const imageNames = (images: Observed['images']) => [...images.values()].map((name) => [name, '$IMAGE'] as const);

/** Without what is different each time: paths, names, ids. */
function anonymous(seen: string, names: readonly (readonly [string, string])[]): string {
  const named = names.reduce((before, [what, word]) => before.replaceAll(what, word), seen);
  return named.replace(/\b[0-9a-f]{64}\b/g, '<id>').replaceAll('\r', '\\r');
}
