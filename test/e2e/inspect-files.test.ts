import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { look, openBrowser, openPane, reaches, whyNoBrowser } from '../fixtures/browser.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { startInspected } from '../fixtures/inspected-run.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { Sandbox } from '../fixtures/sandbox.ts';

let sandbox: Sandbox;
let browser: Browser;

beforeAll(async () => {
  sandbox = new Sandbox();
  if (!whyNoBrowser) browser = await openBrowser();
});
afterEach(() => expectNothingLeft(sandbox));
afterAll(async () => {
  await browser?.close();
  sandbox?.[Symbol.dispose]();
});

/** The chart is drawn a moment after the words. */
const lit = (page: Page, state: string) =>
  page.locator(`.chart [data-state="${state}"].on`).waitFor({ state: 'attached' });

describe.skipIf(whyNoBrowser)(`learn-run inspect${whyNoBrowser ? `: ${whyNoBrowser}` : ''}`, () => {
  it('tells a recorded run, every moment of it, and ends with its page', async () => {
    const { address, child, ending } = await startInspected(sandbox, 'inspect', 'hello-world');
    const { page, complaints, hosts } = await look(browser, address);
    await reaches(page, 'exit code 0');
    expect(await openPane(page, 'summary')).toMatch(/started.*lookUpImage.*proveCleanup/s);
    expect(await page.locator('.badge').first().textContent()).toBe('REPLAY');
    for (const name of [/^Detail/, /^Run on/, /^Quit/])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    await page.keyboard.press('b');
    await reaches(page, 'Looking back');
    await lit(page, 'run.containerCleanup.proving');
    await page.keyboard.press('b');
    await lit(page, 'run.containerCleanup.removing');
    await page.keyboard.press('n');
    await page.keyboard.press('n');
    await reaches(page, 'The run is over');
    expect([complaints, [...hosts]]).toEqual([[], [new URL(address).host]]);
    await page.close();
    await once(child, 'exit');
    expect((await ending).status).toBe(0);
  });

  it('ends at Ctrl-C, whether somebody looks or not', async () => {
    const { child, ending } = await startInspected(sandbox, 'inspect', 'exec-failure');
    child.kill('SIGINT');
    const { status, stderr } = await ending;
    expect([status, stderr]).toEqual([130, expect.stringContaining('until its page is closed, or Ctrl-C')]);
  });

  it('leads by a link to a moment and a pane', async () => {
    const { address, child, ending } = await startInspected(sandbox, 'inspect', 'exec-failure');
    const { page } = await look(browser, `${address}&at=12&pane=timeline&state=run.imageCheck`);
    await reaches(page, 'Looking back: moment 12');
    expect(await page.locator('#pane').getAttribute('data-pane')).toBe('timeline');
    expect(await page.getByRole('complementary', { name: 'the state imageCheck' }).count()).toBe(1);
    expect(page.url()).toMatch(/\/#at=12&pane=timeline&state=run\.imageCheck$/);
    child.kill();
    await ending;
  });
});

describe('learn-run inspect', () => {
  it('says what is wrong with a file that is no recording', async () => {
    writeFileSync(sandbox.path('other.run'), 'hello');
    const { status, stderr } = await sandbox.run(['inspect', './other.run']);
    expect([status, stderr]).toEqual([1, expect.stringContaining('this is no run file')]);
  });
});

describe.skipIf(whyNoBrowser)(`learn-run report --html${whyNoBrowser ? `: ${whyNoBrowser}` : ''}`, () => {
  const open = async (html: string) => {
    const file = sandbox.path('tmp/report.html');
    writeFileSync(file, html);
    try {
      return await look(browser, pathToFileURL(file).href);
    } finally {
      sandbox.forget('../tmp/report.html');
    }
  };

  it('is one file that needs nobody: chart, way, times and diagnosis', async () => {
    const { stdout } = await sandbox.run(['report', '--html', 'exec-failure']);
    const { page, complaints, hosts } = await open(stdout);
    await reaches(page, 'exit code 127');
    await expect.poll(() => page.locator('.strip [data-state="run.failed"].on').count()).toBe(1);
    await expect.poll(() => page.locator('.strip .arrow.took').count()).toBe(3);
    const summary = await page.locator('.summary').textContent();
    expect(summary).toMatch(/no such file or directory.*EXEC_NOT_FOUND.*cleaned up.*lookUpImage/s);
    expect(await page.locator('.summary .bar').count()).toBeGreaterThan(10);
    expect([complaints, [...hosts]]).toEqual([[], ['']]);
  });

  it.skipIf(whyNoContainers)('computes the digests of a whole recording once more', async () => {
    await sandbox.run(['--offline', '--record', sandbox.path('tmp/x.run'), 'hello-world']);
    const { stdout } = await sandbox.run(['report', '--html', sandbox.path('tmp/x.run')]);
    sandbox.forget('../tmp/x.run');
    const { page } = await open(stdout);
    await expect
      .poll(() => page.locator('.summary').textContent())
      .toContain('✓ 4 of 4 digests computed here are as promised');
    await openPane(page, 'digests');
    const verdicts = page.locator('tr', { hasText: 'computed here' }).locator('.verdict');
    await expect.poll(() => verdicts.allTextContents()).toEqual(Array(5).fill('✓ the same'));
    expect(await openPane(page, 'layers')).toContain('hello');
    expect(await openPane(page, 'lesson')).toContain('Lesson');
  });
});
