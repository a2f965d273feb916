import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRun } from '../../../../cli/lesson/checks/run.ts';
import { main } from '../../../../cli/main.ts';
import { whyNoContainers } from '../../../fixtures/privileges.ts';
import { capturedIo } from '../../../fixtures/terminal.ts';

const IMAGE = 'learn.localhost/exit-code';
let home: string;
const world = () => ({ ...capturedIo({ LEARN_RUN_HOME: home, HOME: home }), uid: process.geteuid!() });
const check = (settings: Record<string, string[]>, ...words: string[]) => checkRun(settings, words, world());

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'learn-run-check-'));
});
afterAll(async () => {
  await main(['rmi', IMAGE], world());
  rmSync(home, { recursive: true });
});

describe.skipIf(whyNoContainers)(`the check of a run${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('performs it, shows what it prints, and looks at its end', async () => {
    const io = world();
    const settings = { exit: ['42'], prints: ['exit code 42'], image: [IMAGE] };
    expect(await checkRun(settings, ['learn-run', 'run', '-q', IMAGE], io)).toMatchObject({ passed: true });
    expect(io.stdout.text()).toBe('I end with exit code 42.\n');
  });

  it('says in which point it was another one', async () => {
    expect(await check({ exit: ['0'] }, '-q', IMAGE)).toEqual({
      passed: false,
      says: 'It ended with exit code 42, not 0.',
    });
    expect(await check({ exit: ['42'], prints: ['hello'] }, IMAGE)).toMatchObject({
      says: 'It did not print "hello".',
    });
    expect(await check({ exit: ['42'], image: ['hello-world'] }, IMAGE)).toMatchObject({
      says: 'That was not the image hello-world.',
    });
  });

  it('asks for a run where there is none', async () => {
    await expect(check({ exit: ['0'] }, 'learn-run')).rejects.toMatchObject({ code: 'CANNOT_CHECK' });
  });
});
