import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import { endingOf, Sandbox } from '../fixtures/sandbox.ts';

const why = whyNoContainers ?? whyNo('chromium', 'chromium');

/** Nothing but what a test asks for: no sandbox because the tests may run as root, no services that would phone home. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let sandbox: Sandbox;
let browser: Browser;

beforeAll(async () => {
  if (whyNoContainers) return;
  sandbox = new Sandbox();
  await sandbox.run(['pull', '--offline', 'hello-world']);
  if (why) return;
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
});
afterEach(() => (sandbox ? expectNothingLeft(sandbox) : undefined));
afterAll(async () => {
  await browser?.close();
  sandbox?.[Symbol.dispose]();
});

interface Inspected {
  readonly child: ChildProcess;
  readonly address: string;
  readonly ending: ReturnType<typeof endingOf>;
}

/** A run that has printed where its inspector is. Its stdin stays open: the terminal could answer. */
async function start(...args: readonly string[]): Promise<Inspected> {
  const child = sandbox.start(args, { stdio: 'pipe' });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, 'exit');
  });
  const printed = new Promise<string>((resolve, reject) => {
    let text = '';
    child.stderr!.on('data', (chunk: Buffer) => {
      text += String(chunk);
      const [, address] = /^Inspector: (http:\S+)\n/m.exec(text) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.on('exit', () => reject(new Error(`ended before it was inspected: ${text}`)));
  });
  const ending = endingOf(child);
  return { child, address: await printed, ending };
}

/** A page of its own, and whatever it complained about or asked for. */
async function look(address: string) {
  const page = await browser.newPage({ colorScheme: 'light' });
  onTestFinished(() => page.close());
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => hosts.add(new URL(request.url()).hostname));
  await page.goto(address);
  return { page, complaints, hosts };
}

const status = (page: Page) => page.getByRole('status').textContent();
const reaches = (page: Page, words: string) => expect.poll(() => status(page), { timeout: 10_000 }).toContain(words);

const STATIONS = [
  'imageCheck',
  'containerCreation',
  'containerExecution',
  'outputDisplay',
  'containerExit',
  'containerCleanup',
];

describe.skipIf(why)(`--inspect in Chromium${why ? `: ${why}` : ''}`, () => {
  it('steps a whole run from the page, by keys alone, and asks nobody but this machine', async () => {
    const { address, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    const { page, complaints, hosts } = await look(address);
    for (const [at, lifecycle] of STATIONS.entries()) {
      await reaches(page, `Stop ${at + 1}: ${lifecycle}`);
      await page.keyboard.press('n');
    }
    await reaches(page, 'The run is over');
    const { stdout, stderr, status: exitCode } = await ending;
    expect(stdout).toContain('Hello from learn-run!');
    expect(exitCode).toBe(0);
    expect(stderr.match(/answered in the browser/g)).toHaveLength(STATIONS.length);
    expect(await page.locator('[data-state="run.completed"].on').count()).toBe(1);
    expect(await page.locator('.arrow.took').count()).toBeGreaterThan(4);
    expect(page.url()).not.toContain('#');
    expect([...hosts]).toEqual(['127.0.0.1']);
    expect(complaints).toEqual([]);
  });

  it('hears of what the terminal answers, survives a reload, and lets one look back without a step', async () => {
    const { child, address, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    const { page } = await look(address);
    await reaches(page, 'Stop 1: imageCheck');
    child.stdin!.write('n\n');
    await reaches(page, 'Stop 2: containerCreation');
    await page.reload();
    await reaches(page, 'Stop 2: containerCreation');
    expect(await page.getByText('next, by the terminal').count()).toBe(1);
    await page.getByRole('button', { name: 'stop 1: lookUpImage' }).click();
    await reaches(page, 'Looking back');
    expect(await page.locator('[data-state="run.imageCheck.lookingUp"].on').count()).toBe(1);
    await page.keyboard.press('n');
    await reaches(page, 'Stop 2: containerCreation');
    await page.getByRole('button', { name: /^Run on/ }).click();
    await reaches(page, 'The run is over');
    expect((await ending).status).toBe(0);
  });

  it('I04: lets in the first who comes with the address, and nobody after', async () => {
    const { child, address, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    await reaches((await look(address)).page, 'Stop 1');
    await reaches((await look(address)).page, 'This address was used before');
    child.stdin!.write('q\n');
    expect((await ending).status).toBe(130);
  });

  it('I10: shows the names of a hostile image as text, in every pane', async () => {
    const hostile = '<img src=x onerror=document.title=1>\u202e';
    const { address, ending } = await start('--step', '--inspect', '--offline', 'hello-world', hostile);
    const { page, complaints } = await look(address);
    await reaches(page, 'Stop 1');
    await page.keyboard.press('r');
    await reaches(page, 'The run is over');
    expect((await ending).status).toBe(127);
    const text = await page.textContent('main');
    expect(text).toContain('<img src=x onerror=document.title=1>');
    expect(text).not.toContain('\u202e');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('learn-run');
    expect(complaints).toEqual([]);
  });

  it('I13: keeps the values of variables out of the page', async () => {
    const { address, child, ending } = await start(
      '--step=detail',
      '--inspect',
      '--offline',
      '-e',
      'PIN=s3cret-value',
      'hello-world',
    );
    const { page } = await look(address);
    await reaches(page, 'Stop 1');
    for (let stop = 1; (await page.locator('.key', { hasText: 'env' }).count()) === 0; stop += 1) {
      await reaches(page, `Stop ${stop}`);
      await page.keyboard.press('n');
    }
    expect(await page.content()).not.toContain('s3cret-value');
    child.stdin!.write('q\n');
    await ending;
  });

  it.each([360, 900, 1280, 2560])('fits into %d pixels, light and dark', async (width) => {
    const { address, child, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    const { page } = await look(address);
    await reaches(page, 'Stop 1');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      expect(await page.locator('html').evaluate((root) => root.scrollWidth)).toBeLessThanOrEqual(width);
    }
    child.stdin!.write('q\n');
    await ending;
  });

  it('shows a replay the same way, with its badge', async () => {
    const { address, child, ending } = await start('replay', 'hello-world', '--step', '--inspect');
    const { page } = await look(address);
    await reaches(page, 'Stop 1');
    await page.keyboard.press('n');
    await reaches(page, 'Stop 2');
    expect(await page.locator('.badge').first().textContent()).toBe('REPLAY');
    child.stdin!.write('q\n');
    await ending;
  });

  it('watches a run that does not stop: it begins when somebody looks, and ends as ever', async () => {
    const { address, ending } = await start('--inspect', '--offline', 'hello-world');
    const { page } = await look(address);
    await reaches(page, 'The run is over');
    expect(await page.locator('.timeline li').count()).toBeGreaterThan(10);
    const { stdout, status: exitCode } = await ending;
    expect([stdout.includes('Hello from learn-run!'), exitCode]).toEqual([true, 0]);
  });
});

describe.skipIf(whyNoContainers)(`--inspect${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('waits for nobody in CI', async () => {
    const { stdout, status: exitCode } = await sandbox.run(['--inspect', '--offline', 'hello-world'], {
      env: { CI: 'true' },
    });
    expect([stdout.includes('Hello from learn-run!'), exitCode]).toEqual([true, 0]);
  });

  it('I29: takes no address to listen on', async () => {
    const { stderr, status: exitCode } = await sandbox.run(['--inspect=0.0.0.0', '--offline', 'hello-world']);
    expect([stderr.includes('--inspect'), exitCode]).toEqual([true, 125]);
  });
});
