import { availableParallelism } from 'node:os';
import type { IdMappings } from './bundle/id-mappings.ts';
import { readHierarchies } from './cgroup/hierarchy.ts';
import { type Placement, placeContainers } from './cgroup/placement.ts';
import { embeddedHas, LESSON_REGISTRY } from './embedded/catalogue.ts';
import type { EmbeddedRegistry } from './embedded/registry.ts';
import type { Reference } from './image/reference.ts';
import type { Unpackers } from './layer/unpackers.ts';
import { lazySyscalls } from './lazy-syscalls.ts';
import { Notices } from './notices.ts';
import type { RegistryClient } from './registry/client.ts';
import type { CredentialsPlaces } from './registry/credentials.ts';
import type { Exchange } from './registry/exchange.ts';
import { Launcher } from './runtime/launcher.ts';
import { idMappingsOfCaller } from './runtime/user-namespace.ts';
import { type UserNamespaceLauncher, userNamespaceLauncher } from './runtime/user-namespace-launcher.ts';
import { Slots } from './slots.ts';
import type { Lock } from './store/lock.ts';
import { lockHolderOf } from './store/lock-holder.ts';
import { removeTree } from './store/remove-tree.ts';
import { openStore, type Store } from './store/store.ts';

/** Where images come from: their own registries, or the one that learn-run carries along. */
export type RegistryChoice = 'remote' | 'embedded' | 'prefer-embedded';

export interface EngineOptions {
  /** Absolute path of the directory that holds the store. */
  readonly home: string;
  readonly registry: RegistryChoice;
  /** Absolute path of a directory for what can be made again, on a file system that lets programs be executed. */
  readonly cache: string;
  /** Where registry credentials and the names of proxies are looked for. */
  readonly credentials: CredentialsPlaces;
}

/** A launcher that may be on its way still, and what its init will be able to do. */
export interface SpareLauncher {
  readonly launcher: Promise<Launcher>;
  readonly hasConsole: boolean;
}

/** The parts of the engine that outlive one step, opened when they are first needed. */
export class Engine {
  readonly store: Store;
  /** The ids of the containers of an ordinary user; undefined as root. */
  readonly idMappings: IdMappings | undefined = idMappingsOfCaller();
  /** As many layers at a time as there are processors, but each takes some 90 MB of memory. */
  readonly unpacking = new Slots(Math.min(Math.max(availableParallelism(), 2), 4));
  /** What a person who waits has to know. */
  readonly notices = new Notices();
  readonly #options: EngineOptions;
  readonly #clients = new Map<string, Promise<RegistryClient>>();
  #embedded: Promise<EmbeddedRegistry> | undefined;
  #unpackers: Promise<Unpackers> | undefined;
  #spare: SpareLauncher | undefined;
  #lease: Lock | undefined;
  #placement: Placement | undefined;
  /** Every HTTP exchange since the last `takeExchanges`. */
  #exchanges: Exchange[] = [];

  constructor(options: EngineOptions) {
    this.#options = options;
    this.store = openStore(options.home, {
      syscalls: lazySyscalls,
      removeTree: (directory) => this.removeTree(directory),
      onWait: (path) => this.#tellOfWait(path),
    });
  }

  /** Where the cgroups of containers are made. */
  get placement(): Placement {
    this.#placement ??= placeContainers(readHierarchies());
    return this.#placement;
  }

  /**
   * Has systemd delegate a cgroup to this process where an ordinary user's session has none: his containers can be limited
   * then. Where that fails, `placement` says so.
   */
  async delegateCgroups(): Promise<void> {
    const before = this.placement;
    if (before.parent !== undefined || !before.open) return;
    const { enterDelegatedScope } = await import('./cgroup/systemd/delegated-scope.ts');
    try {
      await enterDelegatedScope();
      this.#placement = undefined;
    } catch (error) {
      this.#placement = { ...before, reason: `${before.reason}, and ${(error as Error).message}` };
    }
  }

  /** The command in front of processes that need the container's ids; undefined as root, who needs none. */
  get launcher(): UserNamespaceLauncher | undefined {
    return this.idMappings && userNamespaceLauncher(this.idMappings);
  }

  /** The client of the registry that has the reference's image. One for each registry, until `close`. */
  registryOf(reference: Reference): Promise<RegistryClient> {
    const host = this.isEmbedded(reference) ? 'embedded' : reference.registry;
    const known = this.#clients.get(host);
    if (known) return known;
    const client = this.#openClient(reference);
    this.#clients.set(host, client);
    return client;
  }

  /** True where the reference's image comes from the embedded registry. */
  isEmbedded(reference: Reference): boolean {
    const { registry } = this.#options;
    if (registry === 'embedded' || reference.registry === LESSON_REGISTRY) return true;
    return registry === 'prefer-embedded' && embeddedHas(reference);
  }

  /** What was said between us and the registries since the last call. */
  takeExchanges(): Exchange[] {
    return this.#exchanges.splice(0);
  }

  /** Keeps the store's garbage from being collected until `releaseLease`: a pull's blobs have no name yet. */
  async holdLease(signal: AbortSignal): Promise<void> {
    this.#lease ??= await this.store.lease(signal);
  }

  releaseLease(): void {
    this.#lease?.release();
    this.#lease = undefined;
  }

  /** The processes that unpack layers, until `endUnpackers`. */
  unpackers(): Promise<Unpackers> {
    this.#unpackers ??= import('./layer/unpackers.ts').then(({ Unpackers }) => new Unpackers(this.launcher));
    return this.#unpackers;
  }

  /** Ends them: the layers are there, and nobody should wait beside a running container. */
  async endUnpackers(): Promise<void> {
    const unpackers = this.#unpackers;
    this.#unpackers = undefined;
    await (await unpackers)?.close();
  }

  /** Hands over a launcher that was started ahead, for the next container. It stays the lender's until it is taken. */
  lendLauncher(spare: SpareLauncher): void {
    this.#spare = spare;
  }

  /** Absolute path of the directory for programs of ours that containers are made with. */
  get programs(): string {
    return this.#options.cache;
  }

  /**
   * A launcher that waits to be told what to make, whose init can hand over a terminal where the container is to have one.
   *
   * @param userOf a process whose user namespace it is to be in
   */
  async takeLauncher(hasConsole: boolean, userOf?: number): Promise<Launcher> {
    const spare = this.#spare;
    if (spare === undefined || (hasConsole && !spare.hasConsole) || userOf !== undefined) {
      return Launcher.start({ directory: this.#options.cache, idMappings: this.idMappings, userOf, hasConsole });
    }
    this.#spare = undefined;
    return spare.launcher;
  }

  /** Ends what was opened: connections, the embedded registry, processes, the lease. */
  async close(): Promise<void> {
    this.releaseLease();
    const clients = await Promise.allSettled(this.#clients.values());
    await Promise.all([
      ...clients.map((client) => client.status === 'fulfilled' && client.value.close()),
      this.#embedded?.then((registry) => registry.close()),
      this.endUnpackers(),
    ]);
    // Of layers that were given up nothing stays, whoever was waiting for another one.
    await this.store.snapshots.settled();
  }

  async #openClient(reference: Reference): Promise<RegistryClient> {
    const { openRegistry } = await import('./registry/client.ts');
    const onExchange = (exchange: Exchange) => this.#exchanges.push(exchange);
    // The embedded registry is on loopback and public: neither a proxy nor anybody's password is its business.
    if (this.isEmbedded(reference)) return openRegistry({ registry: (await this.#startEmbedded()).host, onExchange });
    const { openConfiguredRegistry } = await import('./registry/configured.ts');
    const tell = (text: string) => this.notices.tell(text);
    return openConfiguredRegistry(reference.registry, this.#options.credentials, { onExchange, tell });
  }

  /** Others of this process are no news: they get on with it themselves. */
  #tellOfWait(path: string): void {
    const holder = lockHolderOf(path);
    if (holder === undefined || holder.pid === process.pid) return;
    this.notices.tell(`Waiting for process ${holder.pid} (${holder.command}), which works on the same.`);
  }

  #startEmbedded(): Promise<EmbeddedRegistry> {
    this.#embedded ??= import('./embedded/registry.ts').then(({ startEmbeddedRegistry }) => startEmbeddedRegistry());
    return this.#embedded;
  }

  /** Files of a rootless container may belong to ids that the caller only has inside a user namespace. */
  async removeTree(directory: string): Promise<void> {
    try {
      await removeTree(directory);
    } catch (error) {
      const isForeign = ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isForeign || !this.idMappings) throw error;
      const { removeInUserNamespace } = await import('./runtime/remove-in-user-namespace.ts');
      await removeInUserNamespace(directory, this.idMappings);
    }
  }
}
