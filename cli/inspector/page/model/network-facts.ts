import type { Chronicle, Fact, Moment } from './chronicle.ts';
import { size } from './quantity.ts';

/** @see networkFacts of machines/actors/real/network.ts */
export type NetworkDocument = {
  readonly mode: string;
  readonly reason?: string;
  readonly joined?: string;
  readonly bridge?: string;
  readonly hostInterface?: string;
  readonly interface?: string;
  readonly helper?: string;
  readonly subnet?: string;
  readonly address?: string;
  readonly gateway?: string;
  readonly forwarding?: string;
  readonly ports?: readonly string[];
  readonly inside?: { readonly interfaces?: Interfaces; readonly routes?: readonly string[] };
  readonly commands?: readonly CommandRecord[];
};

/** By their names; of the host's own network only the names are told. */
type Interfaces =
  | readonly string[]
  | Readonly<
      Record<
        string,
        { readonly addresses: readonly string[]; readonly receivedBytes: number; readonly sentBytes: number }
      >
    >;

/** A program that was run, and what stood on its stdin. */
export type CommandRecord = {
  readonly command: string;
  readonly input?: readonly string[];
};

/** The network of the container, as far as it is known. */
export interface NetworkFacts {
  readonly fact: Fact;
  readonly network: NetworkDocument;
  /** What was run to remove it. */
  readonly takenBack: readonly CommandRecord[];
}

export function networkAt(chronicle: Chronicle, moment: Moment): NetworkFacts | undefined {
  const facts = chronicle.facts('network', moment);
  const fact = facts.findLast(({ step }) => step === 'connectNetwork');
  if (fact === undefined) return undefined;
  const removed = facts.findLast(({ step }) => step === 'deleteContainer')?.value;
  const { commands = [] } = (removed ?? {}) as { readonly commands?: readonly CommandRecord[] };
  return { fact, network: fact.value as NetworkDocument, takenBack: commands };
}

/** A place on the way of a packet, from the program to the world. */
export interface Hop {
  readonly side: 'container' | 'host' | 'outside';
  readonly name: string;
  readonly words: string;
}

/** The way that a packet of the program takes to the outside; where there is none, how far it comes. */
export function wayOut({ mode, ...network }: NetworkDocument): Hop[] {
  const program: Hop = { side: 'container', name: 'the program', words: 'opens a socket' };
  if (mode === 'host')
    return [program, { side: 'host', name: 'the network of the host', words: 'the same namespace, nothing between' }];
  if (network.joined !== undefined)
    return [program, { side: 'container', name: 'the network of another container', words: network.joined }];
  if (network.interface === undefined)
    return [program, { side: 'container', name: 'lo', words: 'loopback alone: nothing leads out' }];
  const { interface: inside, hostInterface, bridge, helper, address = '', gateway = '', subnet = '' } = network;
  return [
    program,
    { side: 'container', name: inside, words: address },
    ...(helper === undefined
      ? []
      : [
          {
            side: 'host',
            name: helper,
            words: 'reads its packets, and says the same through ordinary sockets',
          } as const,
        ]),
    ...(hostInterface === undefined
      ? []
      : [{ side: 'host', name: hostInterface, words: 'the other end of the cable (veth)' } as const]),
    ...(bridge === undefined
      ? []
      : [{ side: 'host', name: bridge, words: `the bridge ${gateway}, of ${subnet}` } as const]),
    ...(bridge === undefined
      ? []
      : [{ side: 'host', name: 'masquerading', words: 'packets leave with the address of the host' } as const]),
    { side: 'outside', name: 'the world', words: '' },
  ];
}

/** An interface that the container sees: its name, and what is known of it. */
export function interfacesOf({
  inside,
}: NetworkDocument): readonly { readonly name: string; readonly words: string }[] {
  const { interfaces = [] } = inside ?? {};
  if (Array.isArray(interfaces)) return interfaces.map((name) => ({ name: String(name), words: '' }));
  return Object.entries(interfaces).map(([name, { addresses, receivedBytes, sentBytes }]) => ({
    name,
    words: `${addresses.join(', ')}; received ${size(receivedBytes)}, sent ${size(sentBytes)}`,
  }));
}
