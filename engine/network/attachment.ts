import type { CommandRecord } from './command.ts';
import type { PublishedPort } from './ports.ts';

/** A container's place in a network, from before it has a process until it is gone. */
export interface Attachment {
  /** Where the container is reached. */
  readonly address: string;
  /** Who answers for name servers that only the host can ask; undefined where nobody does. */
  readonly resolver: string | undefined;
  /** What answers on the host. */
  readonly ports: readonly PublishedPort[];
  /** Addresses, names of interfaces, programs: what a person wants to know. */
  readonly facts: Readonly<Record<string, string>>;
  /** The process that carries what the container says; undefined where the kernel does. */
  readonly helperPid?: number | undefined;
  /** The programs that were run so far. */
  readonly commands: readonly CommandRecord[];
  /**
   * Brings the network into the namespace of the process, and takes the ports of the host.
   *
   * @throws NetworkToolFailed, NetworkUnavailable, PortUnavailable
   */
  connect(pid: number): Promise<void>;
  /** Gives the ports up that this process answers for, without giving them back: somebody else will. */
  leavePorts?(): Promise<void>;
  /** Takes everything back; what was run for it. Idempotent. */
  disconnect(): Promise<readonly CommandRecord[]>;
  /** What is still there of it, by name: interfaces, addresses, processes. Empty after `disconnect`. */
  leftovers(): readonly string[];
}

/** Why there can be no network, and what would help. */
export interface Lack {
  /** `neither nft nor iptables is installed` */
  readonly reason: string;
  readonly hint: string;
}
