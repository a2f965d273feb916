import type { ContainerOptions } from '../bundle/container-options.ts';
import type { ImageConfig } from '../image/image-config.ts';
import type { CommandRecord } from '../network/command.ts';
import type { Networking } from '../network/networking.ts';
import type { NetworkPlan } from '../network/plan-network.ts';
import { exposedByImage, requestsForAll } from '../network/ports.ts';
import type { PlannedHost } from './planned-host.ts';

/** What a container would have for a network; undefined commands where nothing would be run. */
export interface PlannedNetwork {
  readonly mode: string;
  readonly plan: NetworkPlan | undefined;
  readonly commands: readonly CommandRecord[];
  /** What is missing here for the network that was asked for. */
  readonly lack: string | undefined;
}

const NOTHING = { plan: undefined, commands: [], lack: undefined };

/** The network of the options, with nothing made. @throws NetworkUnavailable */
export async function plannedNetwork(
  host: PlannedHost,
  containerId: string,
  { network, networking }: ContainerOptions & { readonly networking?: Networking | undefined },
  { config }: ImageConfig,
): Promise<PlannedNetwork> {
  if (network !== 'bridge') return { ...NOTHING, mode: network };
  const [{ planBridge, planUserNetwork }, { Tools }] = await Promise.all([
    import('../network/plan-network.ts'),
    import('../network/tools.ts'),
  ]);
  const tools = new Tools();
  const { ports = [], exposed = [], publishesAll, macAddress } = networking ?? {};
  const all = publishesAll ? requestsForAll([...exposed, ...exposedByImage(config.ExposedPorts)], ports) : [];
  const requests = [...ports, ...all];
  const { occupied, bridge } = await host.networks();
  const surroundings = { tools, occupied, bridge };
  const plan = host.idMappings
    ? planUserNetwork(requests, surroundings)
    : planBridge(containerId, { ports: requests, macAddress }, surroundings);
  return { mode: network, plan, commands: plan.commands, lack: host.isAssumed ? undefined : await lackOf(host) };
}

async function lackOf({ idMappings }: PlannedHost): Promise<string | undefined> {
  const { openNetwork } = await import('../container-network.ts');
  const { lack } = await openNetwork({ idMappings });
  return lack && `${lack.reason} (${lack.hint})`;
}
