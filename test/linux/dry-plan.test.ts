import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContainerOptions } from '../../engine/bundle/container-options.ts';
import { readHostFacts } from '../../engine/bundle/host-facts.ts';
import type { Spec } from '../../engine/bundle/runtime-spec.ts';
import { Container } from '../../engine/runtime/container.ts';
import type { LookUp } from '../../engine/runtime/dry/container-files.ts';
import { dryHost } from '../../engine/runtime/dry/dry-host.ts';
import { planContainer } from '../../engine/runtime/dry/plan-container.ts';
import { idMappingsOfCaller } from '../../engine/runtime/user-namespace.ts';
import type { TracedCall } from '../../engine/stub/traced-call.ts';
import { tracedLine } from '../../machines/traced-line.ts';
import { makeBusyboxBundle, writeSpec } from '../fixtures/bundle.ts';
import { startLauncher } from '../fixtures/launcher.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';

const mappings = idMappingsOfCaller();
let bundle: string;

/** What init really calls, from its first call to the one that makes it the program. */
async function realCalls(spec: Spec, isInteractive: boolean): Promise<TracedCall[]> {
  const launcher = await startLauncher(spec.process.terminal);
  const container = await Container.create(launcher, { spec, bundle, isInteractive, isTraced: true });
  container.stdout.resume();
  container.stderr.resume();
  await container.start();
  container.kill('SIGKILL');
  await container.exited;
  await container.destroy();
  return [...container.calls];
}

const lookUp: LookUp = async (path) => {
  const found = statSync(join(bundle, 'rootfs', path), { throwIfNoEntry: false });
  if (!found) return undefined;
  return { type: found.isDirectory() ? 'directory' : 'file', mode: found.mode & 0o7777, uid: 0, gid: 0 };
};

async function plannedCalls(spec: Spec, isInteractive: boolean) {
  const host = dryHost({ files: [], directories: [] }, mappings === undefined || mappings.uidMappings.length > 1);
  const { availableCapabilities } = readHostFacts();
  const bounding = isRoot ? availableCapabilities : 2n ** 41n - 1n;
  const { architecture } = { architecture: process.arch };
  const plan = await planContainer({ spec, bundle, host, isInteractive, lookUp, bounding, architecture });
  return [...plan.creating, ...plan.starting];
}

type Case = Partial<ContainerOptions> & { uid?: number; interactive?: boolean };
const CASES: Record<string, Case> = {
  'the defaults': {},
  'an interactive program': { interactive: true },
  'a terminal': { tty: true, consoleSize: { height: 24, width: 80 } },
  'an ordinary user without capabilities': { uid: 0, capDrop: ['ALL'], noNewPrivileges: true },
  'a read-only root, another directory, no seccomp': {
    readOnly: true,
    workingDirectory: '/work/here',
    seccomp: 'unconfined',
  },
  'a privileged container': { privileged: true },
  'the network, the queues and the name of the host': { network: 'host', ipc: 'host', uts: 'host', cgroupns: 'host' },
};

describe.skipIf(whyNoContainers)(
  `a dry plan (${isRoot ? 'root' : 'rootless'})${whyNoContainers ? `: ${whyNoContainers}` : ''}`,
  () => {
    beforeEach(() => {
      bundle = makeBusyboxBundle();
    });
    afterEach(() => rmSync(bundle, { recursive: true }));

    it.each(Object.entries(CASES))(
      'is what init really calls: %s',
      async (_, { uid, interactive = false, ...options }) => {
        const spec = writeSpec(bundle, ['sleep', '60'], options, uid);
        const planned = await plannedCalls(spec, interactive);
        const real = await realCalls(spec, interactive);
        expect(planned.slice(0, real.length).map(tracedLine)).toEqual(real.map(tracedLine));
        // Of the last message nothing comes back: init is the program by then.
        const last = planned.slice(real.length).map(({ name }) => name);
        expect(last).toEqual([...(options.noNewPrivileges ? ['seccomp SECCOMP_SET_MODE_FILTER'] : []), 'execve']);
      },
    );
  },
);
