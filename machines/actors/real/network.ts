import process from 'node:process';
import { connectNetwork, type PlannedNetwork, planNetwork } from '../../../engine/container-network.ts';
import { mayMention } from '../../../engine/daily-notice.ts';
import { embeddedHas } from '../../../engine/embedded/catalogue.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { ImageConfig } from '../../../engine/image/image-config.ts';
import type { Json } from '../../../engine/json.ts';
import type { CommandRecord } from '../../../engine/network/command.ts';
import { interfaceNames } from '../../../engine/network/host-network.ts';
import { networkView } from '../../../engine/network/network-view.ts';
import { type PublishedPort, portLines } from '../../../engine/network/ports.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { type ContainerRecord, mayGoOn, type RunRequest, type Tools } from '../contract.ts';
import { asJson } from './facts.ts';

/** What its network has to know of a container. */
export interface ContainerOfNetwork {
  readonly image: { readonly config: ImageConfig };
  readonly launcher: { readonly pid: number };
}

/** The networks of the containers of one run, between its steps. */
export class ContainerNetworks {
  readonly #engine: Engine;
  readonly #plans = new Map<string, PlannedNetwork>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Decides what it will be, and begins with it: what takes time is waited for by `connect`. */
  async plan(
    request: RunRequest,
    { id, bundle }: ContainerRecord,
    { image, launcher }: ContainerOfNetwork,
  ): Promise<PlannedNetwork> {
    const { network, networking } = request.process;
    const wish = { network, networking, exposedPorts: image.config.config.ExposedPorts };
    // The launcher will be who stays with it.
    const holder = identityOf(mayGoOn(request) ? launcher.pid : process.pid)!;
    const plan = await planNetwork(this.#engine, wish, { id, directory: bundle, holder });
    this.#plans.set(id, plan);
    return plan;
  }

  /** What the container has in the end. */
  async connect({ process: { networking } }: RunRequest, container: ContainerRecord): Promise<PlannedNetwork> {
    const plan = await connectNetwork(this.#plans.get(container.id)!, networking, container.pid!);
    this.#plans.set(container.id, plan);
    return plan;
  }

  /** The ports that somebody else has to answer from now on: this process has given them up. */
  async leavePorts(containerId: string): Promise<readonly PublishedPort[]> {
    const plan = this.#plans.get(containerId);
    if (!plan || !('attachment' in plan) || !plan.attachment.leavePorts) return [];
    const { ports } = plan.attachment;
    await plan.attachment.leavePorts();
    return ports;
  }

  /** Takes everything back that the host has of it; the programs that were run for it. */
  async disconnect(containerId: string): Promise<readonly CommandRecord[]> {
    const plan = this.#plans.get(containerId);
    return plan && 'attachment' in plan ? plan.attachment.disconnect() : [];
  }

  /** What is still there although it should not be. */
  leftovers(containerId: string): readonly string[] {
    const plan = this.#plans.get(containerId);
    return plan && 'attachment' in plan ? plan.attachment.leftovers() : [];
  }

  /** Says what the container has, and to whom it may matter, that it has none. */
  show(plan: PlannedNetwork, request: RunRequest, { pid }: ContainerRecord, tools: Tools, isWatched: boolean): void {
    tools.show(sentenceOf(plan), isWatched ? { network: networkFacts(plan, pid!) } : {}, checksOf(plan, pid!));
    const lack = plan.mode === 'none' ? plan.lack : undefined;
    // The images that learn-run carries along need no network.
    if (lack === undefined || embeddedHas(request.reference) || !mayMention(this.#engine.store.root, 'no-network'))
      return;
    const text = `learn-run: the container has no network: ${lack.reason} (${lack.hint})`;
    tools.progress({ kind: 'line', text: text.replaceAll('\n', ' ') });
  }
}

function sentenceOf(plan: PlannedNetwork): string {
  if (plan.mode === 'host')
    return 'The container is in the network of the host: nothing is made, nothing is kept apart.';
  if ('joined' in plan)
    return `The container is in the network of another one: the namespace ${plan.joined.namespace}.`;
  if (!('attachment' in plan)) {
    const reason = plan.lack ? `: ${plan.lack.reason}` : ', as it was asked to be';
    return `The container has its own loopback and no other network${reason}.`;
  }
  const { address, facts, ports } = plan.attachment;
  const published = ports.length === 0 ? '' : ` Published: ${portLines(ports).join(', ')}.`;
  const how = facts.bridge
    ? `its cable ends as ${facts.hostInterface} at the bridge ${facts.bridge}`
    : `${facts.helper} carries what it says`;
  return `The container is ${address}: ${how}, and ${facts.gateway} leads out.${published}`;
}

/** Of the host's network only the names: addresses would tell in every recording whose machine it was. */
function networkFacts(plan: PlannedNetwork, pid: number): Json {
  const { mode } = plan;
  const inside = asJson(mode === 'host' ? { interfaces: interfaceNames() } : networkView(pid));
  if ('joined' in plan) return { mode, joined: plan.joined.namespace, inside };
  if (!('attachment' in plan)) {
    return { mode, ...('lack' in plan && plan.lack && { reason: plan.lack.reason, help: plan.lack.hint }), inside };
  }
  const { facts, ports, commands } = plan.attachment;
  return { mode, ...facts, ports: portLines(ports), inside, commands: asJson(commands) };
}

function checksOf(plan: PlannedNetwork, pid: number): string[] {
  const isUsers = 'attachment' in plan && plan.attachment.facts.helper !== undefined;
  const enter = `nsenter --target ${pid}${isUsers ? ' --user --preserve-credentials' : ''} --net`;
  const inside = [`${enter} ip address`, `${enter} ip route`];
  if (!('attachment' in plan) || plan.attachment.facts.bridge === undefined) return inside;
  const { bridge, hostInterface } = plan.attachment.facts;
  return [
    ...inside,
    `ip address show ${bridge}`,
    `ip link show ${hostInterface}`,
    ...rulesOf(plan.attachment.commands),
  ];
}

/** How the rules are looked at that these commands have made. */
function rulesOf(commands: readonly CommandRecord[]): string[] {
  const used = (name: string) => commands.some(({ command }) => command.startsWith(name));
  if (used('iptables-restore')) return ['iptables -t nat -S'];
  return ['nft list table ip learn-run'];
}
