import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPrivateHost } from './address.ts';
import { UnsafeAddress } from './errors.ts';

/** Two name look-ups for sockets that know of each other. */
export interface AddressGuard {
  /** For the registry itself: remembers whether it is on a public address. */
  readonly registryLookup: LookupFunction;
  /** For hosts that the registry pointed to: refuses private addresses once the registry is known to be public. */
  readonly foreignLookup: LookupFunction;
}

/**
 * A guard against names that resolve into the network behind us: a public registry could redirect to `metadata.example`, which
 * resolves to 169.254.169.254, past every check of the URL. The address that was checked is the one the socket connects to.
 */
export function createAddressGuard(): AddressGuard {
  let isPublic = false;
  return {
    registryLookup: checked((_hostname, addresses) => {
      isPublic = addresses.every(({ address }) => !isPrivateHost(address));
    }),
    foreignLookup: checked((hostname, addresses) => {
      const hidden = isPublic ? addresses.find(({ address }) => isPrivateHost(address)) : undefined;
      if (hidden !== undefined)
        throw new UnsafeAddress('host', hostname, `it resolves to the private address ${hidden.address}`);
    }),
  };
}

function checked(check: (hostname: string, addresses: readonly LookupAddress[]) => void): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      try {
        check(hostname, addresses);
      } catch (refusal) {
        return callback(refusal as Error, []);
      }
      const [first] = addresses;
      return options.all ? callback(null, addresses) : callback(null, first!.address, first!.family);
    });
  };
}
