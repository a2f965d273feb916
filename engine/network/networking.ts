import type { ExposedPorts, PortRequest } from './ports.ts';

/** What was asked for of a container's network, beside its mode. */
export interface Networking {
  /** True where nobody asked for a network: without the programs or the rights for one, the container then has none. */
  readonly isOptional: boolean;
  readonly ports: readonly PortRequest[];
  readonly exposed: readonly ExposedPorts[];
  /** True where every exposed port is to be published. */
  readonly publishesAll: boolean;
  readonly macAddress?: string | undefined;
}
