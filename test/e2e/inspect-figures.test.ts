import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadAssets } from '../../cli/inspector/assets.ts';
import { Journal } from '../../cli/inspector/journal.ts';
import type { News } from '../../cli/inspector/page/messages.ts';
import { headOfRecordedRun } from '../../cli/inspector/run-head.ts';
import { InspectorServer } from '../../cli/inspector/server.ts';
import { look, openBrowser, openPane, whyNoBrowser } from '../fixtures/browser.ts';
import { recordedRun } from '../fixtures/story.ts';

let browser: Browser;
beforeAll(async () => {
  if (!whyNoBrowser) browser = await openBrowser();
});
afterAll(() => browser?.close());

/** A server for a story that the test tells. */
async function open() {
  const journal = new Journal();
  const head = { ...headOfRecordedRun(recordedRun([])), isRecording: false };
  journal.tell({ kind: 'run', head });
  const server = new InspectorServer({
    journal,
    assets: loadAssets([]),
    archive: { layer: async () => undefined, blob: async () => undefined },
    decide: () => false,
    answer: () => false,
    setBreakpoint: () => false,
  });
  onTestFinished(() => server.close());
  return { journal, address: await server.open() };
}

const state = (place: string): News => {
  const active = place.split('.').map((_, at, parts) => parts.slice(0, at + 1).join('.'));
  return { kind: 'state', actor: 'run', machine: 'run', active, event: 'x' };
};

const fastest = (values: readonly number[]) => Math.min(...values);
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** When the state was lit, by the clock of this machine. */
const lit = (page: Page, place: string) =>
  page.evaluate(`new Promise((resolve) => {
    const look = () => document.querySelector('.strip [data-state="${place}"].on') ? requestAnimationFrame(() => resolve(Date.now())) : setTimeout(look, 1);
    look();
  })`) as Promise<number>;

/** Times are only held against what they shall be where `npm run bench` asks for that, on a machine that does nothing else. */
const isTimed = process.env.LEARN_RUN_FIGURES !== undefined;
const expectBelow = (limit: number, milliseconds: number) => {
  if (isTimed) expect(milliseconds).toBeLessThan(limit);
};

describe.skipIf(whyNoBrowser)(`how the page keeps up${whyNoBrowser ? `: ${whyNoBrowser}` : ''}`, () => {
  it('is ready soon after it was asked for, within half a second where nobody else is at work', async () => {
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { journal, address } = await open();
      journal.tell(state('run.imageCheck.lookingUp'));
      const { page } = await look(browser, 'about:blank');
      const start = Date.now();
      await page.goto(address);
      times.push((await lit(page, 'run.imageCheck')) - start);
    }
    expectBelow(500, fastest(times));
  });

  it('shows each state that is entered, within 50 milliseconds where nobody else is at work', async () => {
    const { journal, address } = await open();
    const { page } = await look(browser, address);
    const times: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const place = ['run.imageCheck', 'run.containerExit'][round % 2]!;
      const shown = lit(page, place);
      await page.evaluate('0');
      const start = Date.now();
      journal.tell(state(`${place}.${round % 2 ? 'reaping' : 'lookingUp'}`));
      times.push((await shown) - start);
    }
    expectBelow(50, fastest(times));
  });

  it('holds ten thousand events, and draws only those that can be seen, dropping no frames where nobody else is at work', async () => {
    const { journal, address } = await open();
    for (let at = 0; at < 10_000; at += 1) {
      const place = at % 2 ? 'run.imageCheck.lookingUp' : 'run.imageCheck.pulling';
      journal.tell(at % 10 ? { kind: 'event', actor: 'run', event: `event.${at}`, from: null } : state(place), at);
    }
    const { page } = await look(browser, address);
    await expect.poll(() => page.locator('.when').textContent(), { timeout: 15_000 }).toContain('10001 / 10001');
    await openPane(page, 'timeline');
    const scrolled = (await page.evaluate(
      frames("document.querySelector('.virtual').scrollTop = at * 4000"),
    )) as number[];
    const scrubbed = (await page.evaluate(frames(SCRUB))) as number[];
    expect(await page.getByRole('option').count()).toBeLessThan(120);
    expectBelow(34, median(scrolled));
    expectBelow(50, median(scrubbed));
  }, 60_000);
});

const SCRUB = `{
  const input = document.querySelector('.scrubber input');
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, String(at * 150 + 1));
  input.dispatchEvent(new Event('input', { bubbles: true }));
}`;

/** Does something in each of sixty frames; how long every frame took, in milliseconds. */
const frames = (act: string) => `new Promise((resolve) => {
  const times = [];
  let last = performance.now();
  const step = (now) => {
    times.push(now - last);
    last = now;
    const at = times.length;
    ${act};
    if (at < 60) requestAnimationFrame(step);
    else resolve(times);
  };
  requestAnimationFrame(step);
})`;
