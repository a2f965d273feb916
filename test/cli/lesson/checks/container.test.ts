import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkContainer } from '../../../../cli/lesson/checks/container.ts';
import { main } from '../../../../cli/main.ts';
import { whyNoContainers } from '../../../fixtures/privileges.ts';
import { capturedIo } from '../../../fixtures/terminal.ts';

const IMAGE = 'learn.localhost/exit-code';
let home: string;
const world = () => ({ ...capturedIo({ LEARN_RUN_HOME: home, HOME: home }), uid: process.geteuid!() });
const check = (changed: Record<string, string[]> = {}) =>
  checkContainer({ name: ['left'], exit: ['42'], ...changed }, [], world());

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'learn-run-check-'));
  if (whyNoContainers) return;
  await main(['run', '-q', '-d', '--name', 'left', IMAGE], world());
  await main(['run', '-q', '-d', '-i', '--name', 'goes-on', 'learn.localhost/stubborn'], world());
  await main(['run', '-q', '--keep', '--name', 'watched', IMAGE], world());
  await main(['wait', 'left'], world());
});
afterAll(async () => {
  await main(['rm', '-f', 'left', 'goes-on', 'watched'], world());
  await main(['rmi', IMAGE, 'learn.localhost/stubborn'], world());
  rmSync(home, { recursive: true });
});

describe.skipIf(whyNoContainers)(`the check of a container${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('passes where it has ended so in the background, and has said what it should', async () => {
    expect(await check({ image: [IMAGE], logs: ['exit code 42'] })).toEqual({
      passed: true,
      says: 'left has ended with exit code 42, and what it said is kept.',
    });
  });

  it.each([
    [{ name: ['nobody'] }, 'There is no container called nobody.'],
    [{ name: ['goes-on'] }, 'goes-on has not ended yet: wait for it with learn-run wait goes-on.'],
    [{ name: ['watched'] }, 'watched was not started in the background: the option is -d.'],
    [{ exit: ['0'] }, 'left has ended with exit code 42, not 0.'],
    [{ logs: ['hello'] }, 'left did not say "hello".'],
    [
      { image: ['learn.localhost/cat'] },
      'left is a container of learn.localhost/exit-code, not of learn.localhost/cat.',
    ],
  ])('says of %j what is missing', async (changed, says) => {
    expect(await check(changed)).toEqual({ passed: false, says });
  });
});
