import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { htmlReport } from '../../cli/inspector/html-report.ts';
import { PANES } from '../../cli/inspector/page/model/pane-names.ts';
import { openRecordedInspector } from '../../cli/inspector/recorded-inspector.ts';
import { BUNDLED_PACK, readPack } from '../../cli/lesson/pack.ts';
import type { Json } from '../../engine/json.ts';
import type { RecordedRun, RunEvent } from '../../engine/record/entry.ts';
import { look, openBrowser, openPane, overflow, whyNoBrowser } from '../fixtures/browser.ts';
import { HOSTILE_TEXTS } from '../fixtures/hostile-texts.ts';
import { recordedRun, stepEvents } from '../fixtures/story.ts';

let browser: Browser;
let directory: string;
const lessons = readPack(BUNDLED_PACK);

beforeAll(async () => {
  if (whyNoBrowser) return;
  browser = await openBrowser();
  directory = mkdtempSync(join(tmpdir(), 'learn-run-hostile-'));
});
afterAll(async () => {
  await browser?.close();
  if (directory) rmSync(directory, { recursive: true });
});

/** A run in which the text stands wherever an image, a registry or a program can put one. */
function hostileRun(text: string): RecordedRun {
  const digest = `sha256:${'a'.repeat(64)}`;
  const descriptor = { mediaType: text, digest, size: 1, annotations: { [text]: text } };
  const manifest = { config: descriptor, layers: [descriptor], annotations: { [text]: text } };
  const config = {
    config: { Env: [text], Cmd: [text], Labels: { [text]: text } },
    rootfs: { diff_ids: [text] },
    history: [{ created_by: text }],
  };
  const exchange = {
    method: 'GET',
    url: `http://registry/${text}`,
    status: 200,
    requestHeaders: { [text]: text },
    responseHeaders: { [text]: text },
    startedAt: 0,
    ms: 1,
    bodyBytes: 1,
  };
  const process = {
    pid: 7,
    pids: [7, 1],
    commandLine: [text],
    state: text,
    uids: [0, 0],
    gids: [0, 0],
    uidMap: [text],
    capabilities: { [text]: [text], bounding: [text] },
    noNewPrivileges: false,
    namespaces: { [text]: { inode: text, isHosts: false }, mnt: { inode: text, isHosts: true } },
    cgroups: [text],
    openFiles: { [text]: text },
    mounts: [`${text} ${text} ${text} ${text}`],
  };
  const calls = [{ name: text, args: [text], result: text }];
  const facts: Record<string, Json> = {
    http: [exchange],
    index: manifest,
    manifest,
    'image config': config,
    bytes: { [digest]: { mediaType: text, size: 1, text } },
    'config.json': { hostname: text, process: { args: [text] }, [text]: text },
    origins: { '/process/args': { from: 'image', detail: text } },
    syscalls: calls,
    process,
    seccomp: [text],
    cgroup: { path: text },
    [text]: text,
    'wait status': { value: text, exited: true, code: 0, signal: text },
    leftovers: { mounts: [text], files: [text], [text]: [text] },
  };
  const files = { files: [`-rw-r--r--       0/0         1 ${text}`], contents: { [text]: { text } } };
  const layer = { layer: { digest }, parents: [] };
  const events: RunEvent[] = [
    { kind: 'state', chart: 'run', state: { [text]: text }, event: text },
    { kind: 'state', chart: text, state: text, event: text },
    ...stepEvents(1, 'lookUpImage', text, facts),
    ...stepEvents(2, 'extractLayer', text, files, layer),
    { kind: 'call', call: 3, step: 'startInit', input: {} },
    { kind: 'turn', call: 3, detail: text, facts: { answered: text } },
    { kind: 'turn', call: 3, detail: text, facts: { answered: text } },
    { kind: 'progress', call: 3, progress: { kind: 'line', text } },
    { kind: 'output', stream: 'stderr', data: Buffer.from(text).toString('base64') },
    { kind: 'failed', call: 3, error: { code: text, message: text, hint: text } },
    { kind: 'end', exitCode: 125, error: { code: text, message: text, hint: text } },
  ];
  const request = { reference: { registry: 'docker.io', repository: text, tag: text }, platform: {}, process: {} };
  const header = { ...recordedRun([]).header, request, startedAt: text };
  return recordedRun(events, { header, head: text });
}

/** Looks into every pane, and opens what can be opened. */
async function lookEverywhere(page: Page): Promise<void> {
  for (const { id } of PANES) {
    await openPane(page, id);
    const closed = page.locator('#pane [aria-expanded=false], #pane details:not([open]) > summary');
    // Whatever was opened is not closed any more: the next one is the first.
    for (let most = 6; most > 0 && (await closed.count()) > 0; most -= 1) await closed.first().click();
  }
  await page.locator('.strip [data-state="run.imageCheck"] > .box').click();
}

async function expectInert(page: Page): Promise<void> {
  expect(await page.title()).toBe('learn-run');
  expect(await page.locator('img, iframe, a, object, embed, form, base').count()).toBe(0);
  expect(await page.locator('script').count()).toBeLessThanOrEqual(2);
  expect(await page.locator('body').isVisible()).toBe(true);
  expect(await page.locator('body').innerText()).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/u);
  expect(await overflow(page)).toBe(0);
}

describe.skipIf(whyNoBrowser)(`I10: hostile texts${whyNoBrowser ? `: ${whyNoBrowser}` : ''}`, () => {
  it.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'are texts on a page from a file: %s',
    async (_, text) => {
      const file = join(directory, 'report.html');
      writeFileSync(file, htmlReport(hostileRun(text), lessons));
      const { page, complaints, hosts } = await look(browser, pathToFileURL(file).href);
      await lookEverywhere(page);
      await expectInert(page);
      expect([complaints, [...hosts].filter(Boolean)]).toEqual([[], []]);
    },
    60_000,
  );

  it('are texts on a page from the inspector, which asks nobody but this machine', async () => {
    const everything = HOSTILE_TEXTS.filter((text) => text.length < 1000).join(' ');
    const { close, address } = await openRecordedInspector(hostileRun(everything), lessons);
    onTestFinished(close);
    const { page, complaints, hosts } = await look(browser, address);
    await lookEverywhere(page);
    await expectInert(page);
    expect([complaints, [...hosts]]).toEqual([[], [new URL(address).host]]);
  }, 60_000);
});

describe.skipIf(whyNoBrowser)(
  `I26: a name that somebody makes point to this machine${whyNoBrowser ? `: ${whyNoBrowser}` : ''}`,
  () => {
    it('gets a browser nothing but a refusal', async () => {
      const { close, address } = await openRecordedInspector(hostileRun('x'), lessons);
      onTestFinished(close);
      const misled = await openBrowser('--host-resolver-rules=MAP evil.test 127.0.0.1');
      onTestFinished(() => misled.close());
      const { port, hash } = new URL(address);
      const page = await misled.newPage();
      const response = await page.goto(`http://evil.test:${port}/${hash}`);
      expect([response?.status(), await page.locator('body').innerText()]).toEqual([403, 'unknown host\n']);
    });
  },
);
