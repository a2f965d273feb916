// Run by Node's own test runner in the virtual machine: as root, and as an ordinary user with a delegated cgroup.
import test from 'node:test';
import { placement, SCENARIOS } from '../fixtures/cgroup-scenarios.ts';

if (placement.parent === undefined) throw new Error(`no cgroup can be made here: ${placement.reason}`);
for (const [title, run] of SCENARIOS) await test(title, run);
