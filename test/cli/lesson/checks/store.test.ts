import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFact } from '../../../../cli/lesson/checks/fact.ts';
import { checkImage } from '../../../../cli/lesson/checks/image.ts';
import { FACT_NAMES } from '../../../../cli/lesson/facts.ts';
import { main } from '../../../../cli/main.ts';
import { whyNoContainers } from '../../../fixtures/privileges.ts';
import { capturedIo } from '../../../fixtures/terminal.ts';

const IMAGE = 'learn.localhost/whiteouts';
let home: string;
const io = () => ({ ...capturedIo({ LEARN_RUN_HOME: home, HOME: home }), uid: process.geteuid!() });
const fact = (name: string, answer: string, settings = {}) =>
  checkFact({ fact: [name], image: [IMAGE], ...settings }, [answer], io());

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'learn-run-check-'));
  if (whyNoContainers === undefined) await main(['pull', '--quiet', IMAGE], io());
});
afterAll(async () => {
  if (whyNoContainers === undefined) await main(['rmi', IMAGE], io());
  rmSync(home, { recursive: true });
});

describe.skipIf(whyNoContainers)(`checks of the store${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('see the image that is there, and miss the one that is not', async () => {
    expect(await checkImage({ image: [IMAGE] }, [], io())).toMatchObject({ passed: true });
    const absent = await checkImage({ image: ['hello-world'] }, [], io());
    expect(absent).toEqual({ passed: false, says: 'The store does not have docker.io/library/hello-world:latest.' });
  });

  it('compare an answer with what the store says', async () => {
    expect(await fact('layer-count', '4')).toEqual({ passed: true, says: '4: right.' });
    expect(await fact('layer-count', '3')).toEqual({ passed: false, says: '3: your store says something else.' });
    expect(await fact('image-count', '1')).toMatchObject({ passed: true });
    expect(await fact('kept-containers', '0')).toMatchObject({ passed: true });
    const digest = '7a6675e293eaa650d2c620e9e0e8230369349518fedce30aa4a7bd6cbf34f331';
    expect(await fact('index-digest', digest.slice(0, 12))).toMatchObject({ passed: true });
    expect(await fact('index-digest', 'a'.repeat(12))).toMatchObject({ passed: false });
  });

  it.each(FACT_NAMES)('know the fact %s', async (name) => {
    expect(await fact(name, 'nonsense', { number: ['2'] })).toMatchObject({ passed: false });
  });

  it('say which image has to be brought first', async () => {
    await expect(fact('layer-count', '1', { image: ['hello-world'] })).rejects.toMatchObject({
      code: 'CANNOT_CHECK',
      hint: 'Bring it: learn-run pull --offline hello-world',
    });
  });
});
