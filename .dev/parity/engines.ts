import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../setup.mjs';

export const ENGINE_NAMES = ['learn-run', 'docker', 'podman'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** One of those that are compared, with a store of its own. */
export interface Engine {
  readonly name: EngineName;
  readonly version: string;
  /** How each of its commands begins. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Ends what it has started. */
  end(): Promise<void>;
}

const PROGRAM = join(root, 'cli/bin.cjs');
/** Where the daemon puts its containers, so that it is known what is left of it. */
const CGROUP = 'learn-run-parity';

export function learnRun(base: string): Engine {
  // `--`: without it Node would read our --env-file as its own.
  const words = [process.execPath, '--', PROGRAM];
  return {
    name: 'learn-run',
    version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    words,
    env: { LEARN_RUN_HOME: join(base, 'learn-run') },
    end: async () => {},
  };
}

/** A daemon that shares nothing with another one; undefined where docker is not installed. */
export async function docker(base: string): Promise<Engine | undefined> {
  if (![['dockerd'], ['docker']].every(([program]) => isInstalled(program!))) return undefined;
  const socket = `unix://${base}/docker.socket`;
  const words = ['docker', '--host', socket];
  const daemon = await startDaemon(base, socket);
  const version = execFileSync('docker', [...words.slice(1), 'version', '--format', '{{.Server.Version}}']);
  return {
    name: 'docker',
    version: version.toString().trim(),
    words,
    env: { DOCKER_CONFIG: base },
    end: () => endDaemon(daemon, base),
  };
}

async function startDaemon(base: string, socket: string): Promise<ChildProcess> {
  writeFileSync(join(base, 'daemon.json'), '{}');
  const own = [
    '--data-root',
    `${base}/docker`,
    '--exec-root',
    `${base}/docker-exec`,
    '--pidfile',
    `${base}/docker.pid`,
  ];
  const args = [...own, '--config-file', `${base}/daemon.json`, '--cgroup-parent', `/${CGROUP}`, '--host', socket];
  const log = join(base, 'docker.log');
  const script = `exec dockerd "$@" >${log} 2>&1`;
  const daemon = spawn('sh', ['-c', script, 'sh', ...args, '--storage-driver', 'overlay2'], { stdio: 'ignore' });
  for (let tries = 0; tries < 300; tries += 1) {
    if (spawnSync('docker', ['--host', socket, 'info'], { stdio: 'ignore' }).status === 0) return daemon;
    if (daemon.exitCode !== null) break;
    await delay(100);
  }
  daemon.kill();
  throw new Error(`dockerd does not answer:\n${readFileSync(log, 'utf8').slice(-2000)}`);
}

async function endDaemon(daemon: ChildProcess, base: string): Promise<void> {
  daemon.kill();
  if (daemon.exitCode === null) await once(daemon, 'exit');
  for (const mount of mountsBelow(base)) spawnSync('umount', [mount]);
  for (const cgroup of globSync(`/sys/fs/cgroup{,/*}/${CGROUP}`)) rmdirSync(cgroup);
}

/** Those farthest down first. */
function mountsBelow(directory: string): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines
    .flatMap((line) => line.split(' ').slice(4, 5))
    .filter((path) => path.startsWith(`${directory}/`))
    .reverse();
}

/** Podman's own limits are higher than root may set where it lacks CAP_SYS_RESOURCE, as in many virtual machines. */
const PODMAN_CONFIG = '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n';

/** Podman with a store of its own; undefined where it is not installed. runc bears with more arrangements of cgroups than crun. */
export function podman(base: string): Engine | undefined {
  if (!isInstalled('podman')) return undefined;
  const config = join(base, 'containers.conf');
  writeFileSync(config, PODMAN_CONFIG);
  const store = ['--root', join(base, 'podman'), '--runroot', join(base, 'podman-run')];
  const words = [
    'podman',
    ...store,
    '--cgroup-manager',
    'cgroupfs',
    ...(isInstalled('runc') ? ['--runtime', 'runc'] : []),
  ];
  return {
    name: 'podman',
    version: execFileSync('podman', ['--version'], { encoding: 'utf8' }).trim().replace(/^.* /, ''),
    words,
    env: { CONTAINERS_CONF: config },
    end: async () => {
      for (const mount of mountsBelow(base)) spawnSync('umount', [mount]);
    },
  };
}

/** Brings the image into the store of the engine. The registry may be this very process, which therefore has to go on. */
export async function pull(engine: Engine, image: string): Promise<void> {
  const [program, ...args] = [
    ...engine.words,
    'pull',
    ...(engine.name === 'podman' ? ['--tls-verify=false'] : []),
    image,
  ];
  const child = spawn(program!, args, { env: { ...process.env, ...engine.env }, stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(child, 'close');
  const complaint = await text(child.stderr);
  const [status] = await closed;
  if (status !== 0) throw new Error(`${engine.name} cannot pull ${image}: ${complaint}`);
}

function isInstalled(program: string): boolean {
  return spawnSync('which', [program], { stdio: 'ignore' }).status === 0;
}
