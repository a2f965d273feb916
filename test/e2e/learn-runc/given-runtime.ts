import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { OciRuntime, ownId } from '../../fixtures/oci-runtime.ts';
import { isRoot, whyNoContainers } from '../../fixtures/privileges.ts';

/** Why the tests are skipped; undefined where they are not. */
export const whyNoRuntime = whyNoContainers ?? (isRoot ? undefined : 'needs root');

/** The id of the container of a test that has one. */
export const ONE = ownId('one');

/** Gives each test a runtime of its own, and removes that and its containers behind it. */
export function givenRuntime(take: (runtime: OciRuntime) => void): void {
  let runtime: OciRuntime;
  beforeEach(() => {
    if (whyNoRuntime) return;
    runtime = new OciRuntime();
    take(runtime);
  });
  afterEach(() => {
    if (!whyNoRuntime) runtime[Symbol.dispose]();
  });
}

/** Waits until the state of the container says this. */
export const reached = (runtime: OciRuntime, id: string, status: string) =>
  vi.waitFor(() => expect(runtime.state(id)?.status).toBe(status), { timeout: 10_000 });

/** Whoever adopts orphans takes notice of their end a moment later. */
export const gone = (pid: number) =>
  vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), { timeout: 10_000 });
