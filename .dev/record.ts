// npm run record: records the runs that learn-run carries along, from real ones, into lessons/runs/. As root, on Linux.
// npm run record -- NAME...: those alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startEmbeddedRegistry } from '../engine/embedded/registry.ts';
import { readRun } from '../engine/record/read-run.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Whom Debian calls nobody: an ordinary user without a range of further ids. */
const NOBODY = 65534;

interface Take {
  readonly name: string;
  readonly words: readonly string[];
  readonly exitCode: number;
  readonly uid?: number;
}

const registry = await startEmbeddedRegistry();
const limited = await startLimitedRegistry();

const TAKES: readonly Take[] = [
  { name: 'hello-world', words: ['--offline', 'hello-world'], exitCode: 0 },
  { name: 'hello-world-rootless', words: ['--offline', 'hello-world'], exitCode: 0, uid: NOBODY },
  { name: 'exec-failure', words: ['--offline', 'hello-world', '/no-such-program'], exitCode: 127 },
  { name: 'whiteouts', words: ['learn.localhost/whiteouts'], exitCode: 0 },
  { name: 'memory-hog', words: ['-m', '16m', 'learn.localhost/memory-hog'], exitCode: 137 },
  { name: 'missing-interpreter', words: ['learn.localhost/missing-interpreter'], exitCode: 127 },
  { name: 'rate-limit', words: [`${limited.host}/library/alpine`], exitCode: 125 },
  { name: 'pull-error', words: [`${registry.host}/library/no-such-image`], exitCode: 125 },
];

/** A registry that has answered often enough, in the words of Docker Hub. */
async function startLimitedRegistry(): Promise<{ readonly host: string; close(): void }> {
  const reason = 'You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit';
  const server = createServer((request, response) => {
    const isManifest = request.url?.includes('/manifests/') === true;
    response.writeHead(isManifest ? 429 : 200, { 'content-type': 'application/json', 'retry-after': '1' });
    response.end(JSON.stringify(isManifest ? { errors: [{ code: 'TOOMANYREQUESTS', message: reason }] } : {}));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close().closeAllConnections(),
  };
}

/** Records one run in a home of its own, which nothing was pulled into before. */
async function record({ name, words, exitCode, uid = 0 }: Take): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'learn-run-record-'));
  try {
    const file = join(directory, 'take.run');
    chmodSync(directory, 0o755);
    mkdirSync(join(directory, 'store'));
    for (const path of [directory, join(directory, 'store')]) chownSync(path, uid, uid);
    const env = { PATH: process.env.PATH, HOME: directory, LEARN_RUN_HOME: join(directory, 'store') };
    const { status, stderr } = await ending([`${uid}`, 'cli/bin.cjs', '--record', file, ...words], env);
    if (status !== exitCode) throw new Error(`${name} ended with ${status}, expected ${exitCode}:\n${stderr}`);
    const target = join(ROOT, 'lessons/runs', `${name}.run`);
    // Not a copy of the file: that would belong to whoever ran it.
    writeFileSync(target, readFileSync(file), { mode: 0o644 });
    process.stdout.write(`${name}: ${readRun(target).entries.length + 1} lines\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** As a given user, from a place that has the same name everywhere: the recording is to tell nothing of this checkout. */
const SCRIPT = `
  mount --rbind "$0" /mnt && cd /mnt && uid=$1 && shift &&
  exec setpriv --reuid="$uid" --regid="$uid" --clear-groups "$(realpath node_modules/node-linux-*/bin/node)" "$@"`;

async function ending(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const child = spawn('unshare', ['--mount', 'sh', '-c', SCRIPT, ROOT, ...words], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { status: status as number | null, stderr };
}

mkdirSync(join(ROOT, 'lessons/runs'), { recursive: true });
try {
  const wanted = process.argv.slice(2);
  for (const take of TAKES) if (wanted.length === 0 || wanted.includes(take.name)) await record(take);
} finally {
  limited.close();
  await registry.close();
}
