import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createAddressGuard } from '../../../engine/registry/address-guard.ts';

/** Literal addresses and `localhost` are looked up without a network. */
const resolve = (lookup: LookupFunction, host: string) =>
  new Promise((done, fail) =>
    lookup(host, { all: true }, (error, addresses) => (error ? fail(error) : done(addresses))),
  );

describe('createAddressGuard', () => {
  it('keeps a public registry from pointing, by a name, into the network behind us', async () => {
    const guard = createAddressGuard();
    await resolve(guard.registryLookup, '8.8.8.8');
    await expect(resolve(guard.foreignLookup, 'localhost')).rejects.toThrow(
      /resolves to the private address (127\.|::1)/,
    );
    await expect(resolve(guard.foreignLookup, '8.8.4.4')).resolves.toHaveLength(1);
  });

  it('leaves a private registry its private storage', async () => {
    const guard = createAddressGuard();
    await resolve(guard.registryLookup, '10.0.0.1');
    await expect(resolve(guard.foreignLookup, 'localhost')).resolves.toBeDefined();
  });
});
