import { join } from 'node:path';
import { benchMany } from './many.ts';
import { type Contestant, measure } from './measure.ts';
import { LEARN_RUN, sh, works } from './surroundings.ts';
import { missed, type Target, table } from './table.ts';

const OURS = 'learn-run --network none hello-world';
const PODMAN = 'podman run --rm --network none';
const DOCKER = 'docker run --rm --network none';
const NODE = 'node -e 0';

const OURS_ON_BRIDGE = 'learn-run --network bridge hello-world';
const DOCKER_ON_BRIDGE = 'docker run --rm --network bridge';

const TARGETS: readonly Target[] = [
  { against: PODMAN, atMost: 0.6 },
  { against: DOCKER, atMost: 0.45 },
  { against: NODE, atMost: 3 },
];
const BRIDGE_TARGETS: readonly Target[] = [{ against: DOCKER_ON_BRIDGE, atMost: 0.6 }];

const DOCKER_IMAGE = 'learn-run-bench:hello';
const PODMAN_IMAGE = 'localhost/learn-run-bench:hello';

/** Podman's own limits are higher than root may set where it lacks CAP_SYS_RESOURCE, as in many virtual machines. */
const ULIMITS = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'];

/** Podman's own choice, else runc, which bears with more arrangements of cgroups. */
const RUNTIMES = [[], ['--runtime', 'runc']];

/** The image is there, unpacked: how long from the command to its end? All run the very same image. */
export function benchWarm(directory: string, rounds: number): readonly Target[] {
  const home = join(directory, 'home');
  const env = () => ({ LEARN_RUN_HOME: home });
  const image = `oci:${home}:docker.io/library/hello-world:latest`;
  sh('env', `LEARN_RUN_HOME=${home}`, process.execPath, LEARN_RUN, '--offline', 'hello-world');
  const ours: Contestant = {
    name: OURS,
    command: [process.execPath, LEARN_RUN, '--network', 'none', 'hello-world'],
    env,
  };
  const node: Contestant = { name: NODE, command: [process.execPath, '-e', '0'] };
  try {
    const [ourDocker] = docker(image);
    const others = [...podman(directory, image), ...(ourDocker ? [ourDocker] : []), node];
    const timings = measure([ours, ...others], rounds);
    process.stdout.write(`${table(`Warm, medians of ${rounds}:`, OURS, timings, TARGETS)}\n`);
    return [
      ...missed(OURS, timings, TARGETS),
      ...benchBridge(env, rounds),
      ...benchMany(ours, ourDocker, Math.ceil(rounds / 5)),
    ];
  } finally {
    if (works('docker', 'image', 'inspect', DOCKER_IMAGE)) sh('docker', 'rmi', DOCKER_IMAGE);
  }
}

/** With a network, which takes programs of the host and time of the kernel; without root there is no bridge to measure. */
function benchBridge(env: () => Record<string, string>, rounds: number): readonly Target[] {
  if (process.getuid?.() !== 0) return skip(OURS_ON_BRIDGE, 'it takes root');
  const run = ['--network', 'bridge', 'hello-world'];
  const ours: Contestant = { name: OURS_ON_BRIDGE, command: [process.execPath, LEARN_RUN, ...run], env };
  const docker: Contestant = {
    name: DOCKER_ON_BRIDGE,
    command: ['docker', 'run', '--rm', '--network', 'bridge', DOCKER_IMAGE],
  };
  const timings = measure(works('docker', 'image', 'inspect', DOCKER_IMAGE) ? [ours, docker] : [ours], rounds);
  process.stdout.write(`${table(`On a bridge, medians of ${rounds}:`, OURS_ON_BRIDGE, timings, BRIDGE_TARGETS)}\n`);
  return missed(OURS_ON_BRIDGE, timings, BRIDGE_TARGETS);
}

/** Podman with a store of its own, thrown away with the directory. */
function podman(directory: string, image: string): Contestant[] {
  if (!works('podman', '--version')) return skip(PODMAN, 'podman is not installed');
  const store = ['--root', join(directory, 'podman'), '--runroot', join(directory, 'podman-run')];
  const archive = join(directory, 'hello.tar');
  sh('skopeo', 'copy', '--quiet', image, `docker-archive:${archive}:${PODMAN_IMAGE}`);
  sh('podman', ...store, 'load', '--quiet', '--input', archive);
  const run = ['run', '--rm', '--network', 'none', ...ULIMITS, PODMAN_IMAGE];
  const working = RUNTIMES.find((runtime) => works('podman', ...store, ...runtime, ...run));
  if (working === undefined) return skip(PODMAN, 'it runs no container here');
  return [{ name: PODMAN, command: ['podman', ...store, ...working, ...run] }];
}

function docker(image: string): Contestant[] {
  if (!works('docker', 'info')) return skip(DOCKER, 'no Docker daemon is running');
  sh('skopeo', 'copy', '--quiet', image, `docker-daemon:${DOCKER_IMAGE}`);
  return [{ name: DOCKER, command: ['docker', 'run', '--rm', '--network', 'none', DOCKER_IMAGE] }];
}

function skip(what: string, why: string): [] {
  process.stdout.write(`Not compared with ${what}: ${why}.\n`);
  return [];
}
