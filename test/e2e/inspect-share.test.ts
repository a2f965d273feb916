import { networkInterfaces } from 'node:os';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Look,
  look,
  offences,
  openBrowser,
  openPane,
  overflow,
  reaches,
  statusOf,
  whyNoBrowser,
} from '../fixtures/browser.ts';
import { type WayIn, wayIn } from '../fixtures/followers.ts';
import { startInspected } from '../fixtures/inspected-run.ts';
import { Sandbox } from '../fixtures/sandbox.ts';

const hasNetwork = Object.values(networkInterfaces()).some((infos) => infos?.some(({ internal }) => !internal));

let sandbox: Sandbox;
let browser: Browser;

beforeAll(async () => {
  sandbox = new Sandbox();
  if (!whyNoBrowser) browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  sandbox?.[Symbol.dispose]();
});

/** Starts a shared run, and finds the way in for a class. */
async function share(...args: readonly string[]) {
  const run = await startInspected(sandbox, ...args);
  await expect.poll(() => wayIn(run.printed())).toBeDefined();
  return { ...run, way: wayIn(run.printed())! };
}

const linkOf = ({ origin, code }: WayIn) => `${origin}/#code=${code}`;

/** Other tests make and remove devices of the network; Chromium then gives up what it loads from an address in one. */
async function lookOnNetwork(address: string): Promise<Look> {
  for (;;) {
    try {
      return await look(browser, address);
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('net::ERR_NETWORK_CHANGED'))) throw error;
    }
  }
}

/** Types the code as a pupil does. */
async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('The code that your teacher shows').fill(code);
  await page.keyboard.press('Enter');
}

describe.skipIf(whyNoBrowser)(`a class that follows in Chromium${whyNoBrowser ? `: ${whyNoBrowser}` : ''}`, () => {
  it('looks where the teacher looks, looks around on its own, and snaps back', async () => {
    const { address, child, ending, way } = await share('replay', 'hello-world', '--step', '--share=127.0.0.1');
    const teacher = (await look(browser, address)).page;
    await reaches(teacher, 'Stop 1');
    const pupil = await look(browser, way.origin);
    const requests: string[] = [];
    pupil.page.on('request', (request) => requests.push(request.url()));
    await typeCode(pupil.page, way.code.toLowerCase());
    await reaches(pupil.page, 'Stop 1: imageCheck. You follow the teacher.');
    await teacher.keyboard.press('n');
    await reaches(pupil.page, 'Stop 2');
    await openPane(teacher, 'timeline');
    await pupil.page.locator('[data-pane="timeline"]').waitFor();
    await teacher.keyboard.press('b');
    await reaches(pupil.page, 'With the teacher: moment');
    expect([teacher.url(), pupil.page.url()]).toEqual([expect.stringContaining('#at='), `${way.origin}/`]);
    await pupil.page.reload();
    await reaches(pupil.page, 'With the teacher: moment');

    await openPane(pupil.page, 'http');
    await reaches(pupil.page, 'Looking back');
    await pupil.page.keyboard.press('Escape');
    await reaches(pupil.page, 'Stop 2: containerCreation. You look around.');
    await teacher.keyboard.press('Escape');
    await openPane(teacher, 'digests');
    await pupil.page.locator('#tab-Image.teachers').waitFor();
    expect(await pupil.page.locator('[data-pane="http"]').count()).toBe(1);
    await pupil.page.keyboard.press('g');
    await pupil.page.locator('[data-pane="digests"]').waitFor();
    await reaches(pupil.page, 'You follow the teacher.');

    // Nothing that a pupil presses moves the run.
    for (const key of ['n', ' ', 'd', 'r', 'R', 'q', 'p']) await pupil.page.keyboard.press(key);
    expect(await pupil.page.getByRole('button', { name: /^(Detail|Run on|Quit)/ }).count()).toBe(0);
    expect(await statusOf(teacher)).toContain('Stop 2');
    expect(requests.filter((url) => url.includes(way.code))).toEqual([]);
    await teacher.keyboard.press('r');
    await reaches(pupil.page, 'The run is over');
    child.stdin!.write('q\n');
    await ending;
    await reaches(pupil.page, 'The teacher has ended. What you see stays here.', 20_000);
    expect(await pupil.page.locator('.strip [data-state="run.containerCleanup"] > .box').count()).toBe(1);
    expect(pupil.complaints.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
  }, 60_000);

  it('comes in by the link of the QR code on a phone, and the code does not stay in its address', async () => {
    const { address, child, ending, way } = await share('inspect', 'hello-world', '--share=127.0.0.1');
    const teacher = (await look(browser, address, { viewport: { width: 1280, height: 800 } })).page;
    await reaches(teacher, 'The run is over');
    const viewport = { width: 360, height: 740 };
    const phone = await look(browser, linkOf(way), { viewport });
    await reaches(phone.page, 'The run is over');
    expect(phone.page.url()).toBe(`${way.origin}/`);
    expect(await overflow(phone.page)).toBe(0);
    expect(await offences(phone.page, 'header')).toEqual([]);
    await phone.page.reload();
    await reaches(phone.page, 'The run is over');

    await teacher.keyboard.press('s');
    const panel = teacher.getByRole('dialog', { name: 'the way in for a class' });
    expect(await panel.textContent()).toMatch(new RegExp(`${way.origin}/.*${way.code}.*Following now1`));
    expect(await offences(teacher, 'dialog[open]')).toEqual([]);
    child.kill('SIGINT');
    await ending;
  }, 60_000);

  it('is asked for the code on a page that is easy to use, and told what is wrong with one', async () => {
    const { child, ending, way } = await share('inspect', 'hello-world', '--share=127.0.0.1');
    const phone = await look(browser, way.origin, { viewport: { width: 360, height: 640 }, colorScheme: 'dark' });
    await typeCode(phone.page, 'wrong');
    await phone.page.getByText('That is not the code.').waitFor();
    expect(await overflow(phone.page)).toBe(0);
    expect(await offences(phone.page)).toEqual([]);
    await typeCode(phone.page, way.code.replace('-', ' '));
    await reaches(phone.page, 'The run is over');
    child.kill('SIGINT');
    await ending;
  }, 60_000);

  it.skipIf(!hasNetwork)(
    `is told on a page without TLS why its browser computes no digests${hasNetwork ? '' : ': this machine is in no network'}`,
    async () => {
      const { child, ending, way } = await share('inspect', 'hello-world', '--share');
      expect(new URL(way.origin).hostname).not.toMatch(/^127\./);
      const pupil = await lookOnNetwork(linkOf(way));
      await reaches(pupil.page, 'The run is over');
      expect(await openPane(pupil.page, 'summary')).toContain('over plain http a browser computes none');
      expect(await openPane(pupil.page, 'digests')).toContain('this one came over plain http');
      expect(await pupil.page.locator('.command code').first().textContent()).toContain('sha256sum');
      expect([pupil.complaints, [...pupil.hosts]]).toEqual([[], [new URL(way.origin).host]]);
      child.kill('SIGINT');
      await ending;
    },
    60_000,
  );
});

describe('--share', () => {
  it('refuses an address that is not this machine’s, and every address at once', async () => {
    for (const address of ['0.0.0.0', '198.51.100.7']) {
      const { stderr, status } = await sandbox.run(['inspect', 'hello-world', `--share=${address}`]);
      expect([status, stderr]).toEqual([1, expect.stringContaining('cannot share the run with a class')]);
      expect(stderr).toContain('127.0.0.1 (lo)');
    }
  });
});
