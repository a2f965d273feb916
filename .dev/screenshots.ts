// npm run screenshots: pictures of the inspector for README and docs, of recorded runs, by Debian's Chromium.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { loadAssets } from '../cli/inspector/assets.ts';
import { Bulletin } from '../cli/inspector/bulletin.ts';
import { htmlReport } from '../cli/inspector/html-report.ts';
import { Journal } from '../cli/inspector/journal.ts';
import { recordedStory } from '../cli/inspector/recorded-story.ts';
import { InspectorServer } from '../cli/inspector/server.ts';
import { qrCode, qrPath } from '../cli/inspector/share/qr-code.ts';
import { BUNDLED_PACK, readPack } from '../cli/lesson/pack.ts';
import type { RecordedRun } from '../engine/record/entry.ts';
import { readRun } from '../engine/record/read-run.ts';
import type { StepName } from '../machines/steps.ts';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));
const LESSONS = readPack(BUNDLED_PACK);

interface Shot {
  readonly name: string;
  readonly run: string;
  readonly pane: string;
  /** The step at whose end it is taken; that of the whole run where it is left out. */
  readonly after?: StepName;
  readonly size: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
}

const DESK = { width: 1280, height: 820 };

const SHOTS: readonly Shot[] = [
  { name: 'inspector', run: 'hello-world-rootless', pane: 'namespaces', after: 'startInit', size: DESK },
  {
    name: 'inspector-dark',
    run: 'hello-world-rootless',
    pane: 'namespaces',
    after: 'startInit',
    size: DESK,
    colorScheme: 'dark',
  },
  { name: 'pull', run: 'hello-world', pane: 'documents', after: 'fetchConfig', size: DESK },
  { name: 'sequence', run: 'hello-world', pane: 'sequence', after: 'startContainer', size: DESK, colorScheme: 'dark' },
  { name: 'report', run: 'exec-failure', pane: 'summary', size: DESK },
  { name: 'phone', run: 'hello-world', pane: 'output', size: { width: 390, height: 844 } },
];

/** The class of the example in the docs: a real one has another code each time. */
const CLASS = { address: 'http://192.168.1.5:40123/', code: 'T39K-BFW', followers: 3 };

/** How many messages of the story there are when the step has come to its end. */
function momentAfter(run: RecordedRun, step: StepName): number {
  const story = [...recordedStory(run)].map(([news]) => news);
  const call = story.find((news) => news.kind === 'call' && news.step === step);
  if (call?.kind !== 'call') throw new Error(`the recording has no step ${step}`);
  return story.findIndex((news) => news.kind === 'done' && news.call === call.call) + 1;
}

async function take(browser: Browser, directory: string, shot: Shot): Promise<void> {
  const { name, run: runName, pane, after, size, colorScheme = 'light' } = shot;
  const run = bundledRun(runName);
  const file = join(directory, `${name}.html`);
  writeFileSync(file, htmlReport(run, LESSONS));
  const page = await browser.newPage({ viewport: size, colorScheme });
  const at = after === undefined ? '' : `at=${momentAfter(run, after)}&`;
  await page.goto(`${pathToFileURL(file).href}#${at}pane=${pane}`);
  await page.locator(`[data-pane=${pane}]`).waitFor();
  await page.locator('.chart .on').first().waitFor();
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await page.close();
  process.stdout.write(`${name}\n`);
}

const bundledRun = (name: string) => readRun(fileURLToPath(new URL(`../lessons/runs/${name}.run`, import.meta.url)));

/** What a teacher shows on the projector, so that a class finds its way. */
async function takeClass(browser: Browser): Promise<void> {
  const [journal, bulletin] = [new Journal(), new Bulletin()];
  for (const [news, at] of recordedStory(bundledRun('hello-world'))) journal.tell(news, at);
  const { address, code, followers } = CLASS;
  const qr = qrCode(`${address}#code=${code}`);
  const invitation = { address, code, qr: { path: qrPath(qr), size: qr.length } };
  bulletin.put({ kind: 'class', invitation, followers });
  const archive = { layer: async () => undefined, blob: async () => undefined };
  const nobodyDrives = { decide: () => false, answer: () => false, setBreakpoint: () => false, lookAt() {} };
  const server = new InspectorServer({ journal, bulletin, archive, assets: loadAssets(LESSONS), ...nobodyDrives });
  const page = await browser.newPage({ viewport: DESK, colorScheme: 'light' });
  await page.goto(await server.open());
  await page.locator('.chart .on').first().waitFor();
  await page.keyboard.press('s');
  await page.getByText(code).first().waitFor();
  await page.screenshot({ path: join(IMAGES, 'class.png') });
  await page.close();
  await server.close();
  process.stdout.write('class\n');
}

const directory = mkdtempSync(join(tmpdir(), 'learn-run-screenshots-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox'] });
try {
  mkdirSync(IMAGES, { recursive: true });
  for (const shot of SHOTS) await take(browser, directory, shot);
  await takeClass(browser);
} finally {
  await browser.close();
  rmSync(directory, { recursive: true });
}
