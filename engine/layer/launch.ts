import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { fromWire, UnpackProcessFailed } from './errors.ts';
import type { LayerReport, UnpackJob, UnpackMessage } from './unpack-job.ts';

/** A command that starts another command, for instance unshare(1), and what to do once it runs. */
export interface Launcher {
  /** For example `['unshare', '--user', '--map-root-user']`; Node and the program follow. */
  readonly command: readonly [string, ...string[]];
  /** Sets up the namespaces of the process, for instance its id maps. The layer is not touched before this is done. */
  readonly afterSpawn?: (pid: number) => Promise<void>;
}

interface Watch {
  readonly launcher: Launcher | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((bytes: number) => void) | undefined;
}

/** Beside this file, in TypeScript or built. */
const PROGRAM = fileURLToPath(new URL(`./unpack-process${extname(import.meta.url)}`, import.meta.url));
/** Nothing of the caller's environment reaches the process: NODE_OPTIONS alone could make it load anything. */
const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
const STDERR_BYTES = 4096;

/**
 * Runs the unpacking process until it has reported, feeds it the blob, and ends it when the signal aborts.
 *
 * @throws the process's own error, built again; UnpackProcessFailed where it ends without a word
 */
export async function runUnpackProcess(job: UnpackJob, blob: string | Readable, watch: Watch): Promise<LayerReport> {
  watch.signal?.throwIfAborted();
  const file = typeof blob === 'string' ? await open(blob) : undefined;
  try {
    const child = start(watch.launcher, file?.fd);
    if (typeof blob !== 'string') feed(child, blob);
    return await conversation(child, job, watch);
  } finally {
    await file?.close();
  }
}

function start(launcher: Launcher | undefined, blobFd: number | undefined): ChildProcess {
  const [command, ...args] = [...(launcher?.command ?? []), process.execPath, PROGRAM] as [string, ...string[]];
  return spawn(command, args, { env: ENVIRONMENT, cwd: '/', stdio: [blobFd ?? 'pipe', 'ignore', 'pipe', 'pipe'] });
}

/** Pipes the stream into the process. A broken pipe means that the process has stopped reading, which it explains itself. */
function feed(child: ChildProcess, blob: Readable): void {
  pipeline(blob, child.stdin!).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') child.emit('error', error);
  });
}

async function conversation(child: ChildProcess, job: UnpackJob, watch: Watch): Promise<LayerReport> {
  const control = child.stdio[3] as Duplex;
  const stop = () => void child.kill('SIGKILL');
  watch.signal?.addEventListener('abort', stop, { once: true });
  const stderr = collect(child.stderr!);
  const ended = once(child, 'close');
  const failure = new Promise<never>((_, reject) => child.once('error', reject));
  // Both may come to nothing after the race below is over.
  failure.catch(() => undefined);
  ended.catch(() => undefined);
  try {
    const answer = await Promise.race([exchange(child, control, job, watch), failure]);
    await ended;
    if (answer) return answer;
    watch.signal?.throwIfAborted();
    throw silence(child, job, stderr());
  } catch (error) {
    stop();
    throw error;
  } finally {
    watch.signal?.removeEventListener('abort', stop);
  }
}

/** Says the job once the process is ready and its namespaces are set up, and reads until it reports; undefined where it never does. */
async function exchange(
  child: ChildProcess,
  control: Duplex,
  job: UnpackJob,
  { launcher, onProgress }: Watch,
): Promise<LayerReport | undefined> {
  control.on('error', () => undefined);
  if (child.pid !== undefined) await launcher?.afterSpawn?.(child.pid);
  let report: LayerReport | undefined;
  for await (const line of createInterface({ input: control })) {
    const message = JSON.parse(line) as UnpackMessage;
    if (message.type === 'ready') control.write(`${JSON.stringify(job)}\n`);
    if (message.type === 'progress') onProgress?.(message.bytes);
    if (message.type === 'error') throw fromWire(message.error);
    if (message.type === 'report') report = message.report;
  }
  return report;
}

function collect(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-STDERR_BYTES);
  });
  return () => text.trim();
}

function silence({ exitCode, signalCode }: ChildProcess, { layer }: UnpackJob, stderr: string): UnpackProcessFailed {
  const how = signalCode ? `was killed by ${signalCode}` : `ended with status ${exitCode}`;
  return new UnpackProcessFailed(`the process that unpacks it ${how}${stderr ? `: ${stderr}` : ''}`, { layer });
}
