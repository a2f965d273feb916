import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The built command, as a user would have it on the PATH. */
export const LEARN_RUN = new URL('../../cli/bin.cjs', import.meta.url).pathname;

/** True where the command can be run and ends well: an installed docker without its daemon does not. */
export function works(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** Runs a command for its effect. @throws with what it said on stderr */
export function sh(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });
}

/**
 * A directory for the run of the benchmark, beside where Docker keeps its own: a comparison between two disks would be none.
 */
export function workDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync('/var/lib/learn-run-bench-');
  return { path, [Symbol.dispose]: () => removeWithMounts(path) };
}

/** Podman leaves its store mounted on itself. */
function removeWithMounts(path: string): void {
  const mountPoints = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ').slice(4, 5))
    .filter((mountPoint) => mountPoint.startsWith(`${path}/`));
  for (const mountPoint of mountPoints.reverse()) sh('umount', mountPoint);
  rmSync(path, { recursive: true, force: true });
}

/** Debian's docker-registry on a free loopback port. */
export async function startRegistry(directory: string): Promise<AsyncDisposable & { readonly host: string }> {
  const host = `127.0.0.1:${await freePort()}`;
  const config = join(directory, 'registry.yml');
  writeFileSync(
    config,
    `version: 0.1\nlog: { level: error }\nstorage: { filesystem: { rootdirectory: ${directory}/registry } }\nhttp: { addr: "${host}" }\n`,
  );
  const server = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await untilAnswering(host);
  return {
    host,
    async [Symbol.asyncDispose]() {
      server.kill();
      await ended;
    },
  };
}

async function untilAnswering(host: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isThere = await fetch(`http://${host}/v2/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    await delay(25);
  }
  throw new Error(`docker-registry does not answer on ${host}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no loopback port is free');
  return address.port;
}
