import { describe, expect, it, vi } from 'vitest';
import type { OciRuntime } from '../../fixtures/oci-runtime.ts';
import { givenRuntime, ONE, whyNoRuntime } from './given-runtime.ts';

let runtime: OciRuntime;

givenRuntime((given) => {
  runtime = given;
});

describe.skipIf(whyNoRuntime)(`learn-runc events${whyNoRuntime ? `: ${whyNoRuntime}` : ''}`, () => {
  it('tells by events what the kernel counts, under the names that it has for it', async () => {
    runtime.configure(['sleep', '100']);
    runtime.run('run', '-d', ONE);
    const read = () => JSON.parse(runtime.run('events', '--stats', ONE).stdout);
    // The kernel adds up what its processors have counted every two seconds only.
    await vi.waitFor(() => expect(read().data.memory.raw.pgfault).toBeGreaterThan(0), { timeout: 10_000 });
    const { data } = read();
    expect(data.memory.cache).toBe(data.memory.raw.cache ?? data.memory.raw.file);
    expect(data.cpu.usage.total).toBeGreaterThan(0);
    // The kernel counts these by its clock's ticks: they do not add up, and begin with nothing.
    expect(data.cpu.usage).toMatchObject({ kernel: expect.any(Number), user: expect.any(Number) });
  });
});
