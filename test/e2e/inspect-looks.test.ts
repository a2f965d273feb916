import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlReport } from '../../cli/inspector/html-report.ts';
import { PANES } from '../../cli/inspector/page/model/pane-names.ts';
import { BUNDLED_PACK, readPack } from '../../cli/lesson/pack.ts';
import type { RecordedRun } from '../../engine/record/entry.ts';
import { readRun } from '../../engine/record/read-run.ts';
import { look, offences, openBrowser, openPane, overflow, whyNoBrowser } from '../fixtures/browser.ts';

const RUNS = ['hello-world', 'exec-failure', 'pull-error'] as const;

let browser: Browser;
let directory: string;

beforeAll(async () => {
  if (whyNoBrowser) return;
  browser = await openBrowser();
  directory = mkdtempSync(join(tmpdir(), 'learn-run-looks-'));
  const lessons = readPack(BUNDLED_PACK);
  for (const name of RUNS) {
    const run = readRun(new URL(`../../lessons/runs/${name}.run`, import.meta.url).pathname);
    writeFileSync(join(directory, `${name}.html`), htmlReport(run, lessons));
    if (name === 'hello-world')
      writeFileSync(join(directory, 'long-words.html'), htmlReport(withLongWords(run), lessons));
  }
});
afterAll(async () => {
  await browser?.close();
  if (directory) rmSync(directory, { recursive: true });
});

/** What docker's own images have: long media types, and steps that name a digest. */
function withLongWords(run: RecordedRun): RecordedRun {
  const text = JSON.stringify(run)
    .replaceAll('application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json')
    .replaceAll('COPY hello /', `/bin/sh -c #(nop) ADD dir:${'797b29c41bdc45d0'.repeat(4)} in /`);
  return JSON.parse(text);
}

const open = (name: (typeof RUNS)[number], options = {}) =>
  look(browser, pathToFileURL(join(directory, `${name}.html`)).href, options);

describe.skipIf(whyNoBrowser)(`the page${whyNoBrowser ? `: ${whyNoBrowser}` : ''}`, () => {
  it.each([360, 414, 768, 900, 1280, 1920, 2560])(
    'fits into %d pixels with every pane, and stands on its feet',
    async (width) => {
      const { page } = await open('hello-world', { viewport: { width, height: 800 } });
      for (const { id } of PANES) {
        await openPane(page, id);
        expect([id, await overflow(page)]).toEqual([id, 0]);
      }
      await page.keyboard.press('?');
      expect(await overflow(page)).toBe(0);
    },
  );

  it('fits into 360 pixels where the words of the image are long', async () => {
    const { page } = await look(browser, pathToFileURL(join(directory, 'long-words.html')).href, {
      viewport: { width: 360, height: 800 },
    });
    for (const { id } of PANES) {
      await openPane(page, id);
      expect([id, await overflow(page)]).toEqual([id, 0]);
    }
    const widest = (selector: string) =>
      page.locator(selector).evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
    await openPane(page, 'namespaces');
    expect(Math.max(...(await widest('.world')))).toBe(0);
    await openPane(page, 'capabilities');
    expect(
      await page
        .locator('tr.has th')
        .first()
        .evaluate((cell) => cell.clientWidth),
    ).toBeGreaterThan(120);
  });

  it.each(['100', '160'])('fits at %s percent of its size, with a state that is read about', async (size) => {
    const { page } = await open('exec-failure', { viewport: { width: 1024, height: 768 } });
    await page.evaluate(`localStorage.setItem('learn-run-size', '${size}')`);
    await page.reload();
    await page.locator('.chart [data-state="run.failed"] > .box').click();
    expect(await overflow(page)).toBe(0);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const)(
    'has nothing against it by axe-core, %s and %d pixels wide',
    async (colorScheme, width) => {
      const { page, complaints } = await open('hello-world', { colorScheme, viewport: { width, height: 900 } });
      expect(await offences(page)).toEqual([]);
      for (const { id } of PANES) {
        await openPane(page, id);
        expect([id, await offences(page, 'section.panes')]).toEqual([id, []]);
      }
      expect(complaints).toEqual([]);
    },
    120_000,
  );

  it('has nothing against it by axe-core where a run has failed, a state is chosen and the help is open', async () => {
    const { page } = await open('exec-failure');
    expect(await offences(page)).toEqual([]);
    await page.locator('.chart [data-state="run.failed"] > .box').click();
    expect(await offences(page)).toEqual([]);
    await page.keyboard.press('?');
    expect(await offences(page)).toEqual([]);
  });

  it('says on a phone who spoke to whom in words, with no room for arrows, and has all of it for whoever touches it', async () => {
    const { page } = await open('hello-world', { viewport: { width: 360, height: 740 } });
    await openPane(page, 'sequence');
    expect(await page.locator('.sequence-lanes').isVisible()).toBe(false);
    const row = page.locator('.virtual-row', { hasText: 'execve(' });
    expect(await row.locator('.who').innerText()).toBe('init → kernel');
    expect(await row.locator('.words').evaluate((words) => words.clientWidth)).toBeGreaterThan(250);
    await row.click();
    expect(await page.locator('.whole').innerText()).toContain('execve("/hello", ["/hello"]');
  });

  it.each(['light', 'dark'] as const)(
    'has the six states in words where a window is low, and the one that failed is marked, %s',
    async (colorScheme) => {
      const { page } = await open('exec-failure', { colorScheme, viewport: { width: 1280, height: 720 } });
      expect(await page.locator('.strip svg').isVisible()).toBe(false);
      expect(await page.locator('.stations button').allInnerTexts()).toEqual([
        'imageCheck',
        'containerCreation ✗',
        'containerExecution',
        'outputDisplay',
        'containerExit',
        'containerCleanup',
      ]);
      expect(await offences(page)).toEqual([]);
      await page.getByRole('button', { name: 'containerCreation' }).first().click();
      expect(await page.getByRole('complementary').getByRole('heading').textContent()).toContain('containerCreation');
    },
  );

  it('can be read on paper, light whatever the screen is', async () => {
    const { page } = await open('pull-error', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const colours = await page.evaluate(`[
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.body).color,
    ]`);
    expect(colours).toEqual(['rgb(244, 246, 248)', 'rgb(23, 32, 42)']);
    expect(await page.locator('.drive').isVisible()).toBe(false);
    expect(await page.locator('.summary').textContent()).toContain('proveCleanup');
  });

  it('keeps the colours and the size that somebody has chosen', async () => {
    const { page } = await open('hello-world');
    await page.keyboard.press('t');
    await page.keyboard.press('t');
    await page.keyboard.press('+');
    await page.reload();
    const root = page.locator('html');
    expect(await root.getAttribute('data-theme')).toBe('dark');
    expect(await root.evaluate((element) => element.style.getPropertyValue('--size'))).toBe('1.15');
  });

  it('can be used from the first to the last by the keyboard', async () => {
    const { page } = await open('hello-world');
    const focused = () =>
      page.evaluate('document.activeElement.getAttribute("role") ?? document.activeElement.tagName');
    const seen = new Set<unknown>();
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press('Tab');
      seen.add(await focused());
    }
    expect([...seen]).toEqual(expect.arrayContaining(['BUTTON', 'button', 'tab', 'INPUT']));
    await page.locator('.strip [data-state="run.imageCheck"] > .box').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('complementary').getByRole('heading').textContent()).toContain('containerCreation');
    await page.keyboard.press(']');
    expect(await page.locator('#pane').getAttribute('data-pane')).not.toBe('summary');
  });
});
