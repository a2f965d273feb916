/** Whose network a container is in: nobody's but its own loopback, the host's, our bridge, or another container's. */
export type NetworkMode = 'none' | 'host' | 'bridge' | `container:${string}`;

/** The container whose network another one joins, and whose names it has then. */
export interface JoinedNetwork {
  /** Absolute path of the network namespace: `/proc/1234/ns/net`. */
  readonly namespace: string;
  readonly hostname: string;
  /** Absolute path of the directory that holds its `hosts`, `hostname` and `resolv.conf`. */
  readonly files: string;
}

/** True where the container's network namespace is somebody else's, who has set it up. */
export function isSharedNetwork(network: NetworkMode): boolean {
  return network === 'host' || network.startsWith('container:');
}
