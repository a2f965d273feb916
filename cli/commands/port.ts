import { findContainer } from '../../engine/find-container.ts';
import { hostAddress, portLines } from '../../engine/network/ports.ts';
import type { ContainerState } from '../../engine/store/container-state.ts';
import { isRunning } from '../../engine/syscall/process-identity.ts';
import { NoPublicPort } from '../errors.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';
import { parsePrivatePort } from '../options/publish-spec.ts';
import { newParser, parse } from './parser.ts';

const INTRODUCTION = {
  usage: 'CONTAINER [PRIVATE_PORT[/PROTO]]',
  description: 'List the ports of a running container that the host answers for, or where one of them is answered.',
  examples: [
    ['learn-run port web', 'all of them'],
    ['learn-run port web 80', 'where port 80 of the container is reached'],
  ],
} as const;

/** `learn-run port`, in docker's words. */
export async function port(words: readonly string[], io: Io): Promise<number> {
  const parser = newParser('port', INTRODUCTION, io).argument('<container>').argument('[port]');
  if (!parse(parser, words)) return 0;
  const [name = '', privatePort] = parser.args;
  const engine = openEngine(io);
  try {
    const ports = publishedPorts(findContainer(engine.store, name));
    const lines = privatePort ? addressesOf(ports, privatePort, name) : portLines(ports);
    for (const line of lines) io.stdout.write(`${line}\n`);
    return 0;
  } finally {
    await engine.close();
  }
}

type Ports = NonNullable<ContainerState['network']>['ports'];

/** Nobody answers for a container that has ended. */
function publishedPorts({ init, network }: ContainerState): Ports {
  return network && init && isRunning(init) ? network.ports : [];
}

function addressesOf(ports: Ports, text: string, name: string): string[] {
  const { port, protocol } = parsePrivatePort(text);
  const found = ports.filter((one) => one.containerPort === port && one.protocol === protocol);
  if (found.length === 0) throw new NoPublicPort(text, name);
  return found.map(hostAddress);
}
