import { describe, expect, it } from 'vitest';
import { EmbeddedRegistryNotStarted } from '../../../engine/embedded/errors.ts';

describe('EmbeddedRegistryNotStarted', () => {
  it('names the address and the cause, and says what to try', () => {
    const cause = new Error('listen EADDRINUSE');
    const error = new EmbeddedRegistryNotStarted('127.0.0.1', 5000, cause);
    expect(error).toMatchObject({ code: 'EMBEDDED_REGISTRY_NOT_STARTED', host: '127.0.0.1', port: 5000, cause });
    expect(error.message).toBe('cannot start the embedded registry on 127.0.0.1, port 5000: listen EADDRINUSE');
    expect(error.hint).toBe('choose another port, or port 0 for any that is free');
  });
});
