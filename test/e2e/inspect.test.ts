import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { look, openBrowser, openPane, reaches, statusOf, turn, whyNoBrowser } from '../fixtures/browser.ts';
import { addBusybox } from '../fixtures/busybox-image.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { startInspected } from '../fixtures/inspected-run.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { type FixtureRegistry, openFixtureRegistry } from '../fixtures/registry.ts';
import { Sandbox } from '../fixtures/sandbox.ts';

const why = whyNoContainers ?? whyNoBrowser;

let sandbox: Sandbox;
let browser: Browser;
let registry: FixtureRegistry;
let busybox: string;

beforeAll(async () => {
  if (whyNoContainers) return;
  sandbox = new Sandbox();
  registry = await openFixtureRegistry();
  busybox = addBusybox(registry);
  await sandbox.run(['pull', '--offline', 'hello-world']);
  await sandbox.run(['pull', busybox]);
  if (!why) browser = await openBrowser();
});
afterEach(() => (sandbox ? expectNothingLeft(sandbox) : undefined));
afterAll(async () => {
  await browser?.close();
  await registry?.[Symbol.asyncDispose]();
  sandbox?.[Symbol.dispose]();
});

const start = (...args: readonly string[]) => startInspected(sandbox, ...args);

const STATIONS = [
  'imageCheck',
  'containerCreation',
  'containerExecution',
  'outputDisplay',
  'containerExit',
  'containerCleanup',
];

describe.skipIf(why)(`a run that is driven from Chromium${why ? `: ${why}` : ''}`, () => {
  it('goes from the first stop to the last by keys alone, and asks nobody but this machine', async () => {
    const { address, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    const { page, complaints, hosts } = await look(browser, address);
    for (const [at, lifecycle] of STATIONS.entries()) {
      await reaches(page, `Stop ${at + 1}: ${lifecycle}`);
      await page.keyboard.press('n');
    }
    await reaches(page, 'The run is over');
    const { stdout, stderr, status } = await ending;
    expect(stdout).toContain('Hello from learn-run!');
    expect(status).toBe(0);
    expect(stderr.match(/answered in the browser/g)).toHaveLength(STATIONS.length);
    await expect.poll(() => page.locator('.chart [data-state="run.completed"].on').count()).toBe(1);
    await expect.poll(() => page.locator('.strip .arrow.took').count()).toBeGreaterThan(4);
    expect(page.url()).not.toContain(new URL(address).hash.slice(1));
    expect([...hosts]).toEqual([new URL(address).host]);
    expect(complaints).toEqual([]);
  });

  it('asks what will happen, is answered by keys alone, and tells what did', async () => {
    const { address, ending } = await start('--predict', '--inspect', '--offline', 'hello-world');
    const { page, complaints } = await look(browser, address);
    await reaches(page, 'A question: what will happen?');
    expect(await page.locator('.quiz').textContent()).toContain('already in the store');
    let key = '1';
    for (;;) {
      // Read before the words: whatever comes between the two is looked at again.
      const told = await page.locator('.when').textContent();
      const words = (await statusOf(page)) ?? '';
      if (words.includes('The run is over')) break;
      if (words.startsWith('A question')) {
        await page.keyboard.press(key);
        key = '0';
      } else if (words.startsWith('Stop')) await page.keyboard.press('n');
      await expect.poll(() => page.locator('.when').textContent(), { timeout: 15_000 }).not.toBe(told);
    }
    const { status, stderr } = await ending;
    const asked = stderr.match(/^Question: /gm)?.length ?? 0;
    expect([status, asked > 3]).toEqual([0, true]);
    expect(stderr.match(/no guess, answered in the browser/g)).toHaveLength(asked - 1);
    expect(await openPane(page, 'summary')).toMatch(/What was predicted: \d of 1 right/);
    expect(complaints).toEqual([]);
  });

  it('hears of what the terminal answers, survives a reload, and lets one look back without a step', async () => {
    const { child, address, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1: imageCheck');
    child.stdin!.write('n\n');
    await reaches(page, 'Stop 2: containerCreation');
    await openPane(page, 'timeline');
    await page.reload();
    await reaches(page, 'Stop 2: containerCreation');
    expect(await page.getByText('next, by the terminal').count()).toBe(1);
    await page.getByText('stop 1: lookUpImage').click();
    await reaches(page, 'Looking back');
    await expect.poll(() => page.locator('.chart [data-state="run.imageCheck.lookingUp"].on').count()).toBe(1);
    expect(page.url()).toMatch(/#at=\d+&pane=timeline$/);
    await page.reload();
    await reaches(page, 'Looking back');
    await page.keyboard.press('n');
    await reaches(page, 'Stop 2: containerCreation');
    await page.getByRole('button', { name: /^Run on/ }).click();
    await reaches(page, 'The run is over');
    expect((await ending).status).toBe(0);
  });

  it('stops where somebody has clicked on a state, until it is clicked on again', async () => {
    const { address, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1: imageCheck');
    const states = page.locator('.chart');
    await page.getByRole('tab', { name: 'exit' }).click();
    await states.locator('[data-state="run.containerExit.classifying"] > .box').click();
    await page.getByRole('button', { name: /^Stop here/ }).click();
    await states.locator('.breakpoint').waitFor();
    await page.keyboard.press('r');
    await reaches(page, 'Stop 2: containerExit');
    await expect.poll(() => states.locator('[data-state="run.containerExit.classifying"].on').count()).toBe(1);
    await page.keyboard.press('p');
    await expect.poll(() => states.locator('.breakpoint').count()).toBe(0);
    await page.keyboard.press('r');
    await reaches(page, 'The run is over');
    expect((await ending).status).toBe(0);
  });

  it('says of a state in which nothing is done that no run waits in it', async () => {
    const { child, address, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1: imageCheck');
    await page.locator('.chart [data-state="run.imageCheck.ready"] > .box').click();
    expect(await page.getByRole('button', { name: /^Stop here/ }).isDisabled()).toBe(true);
    expect(await page.getByRole('complementary', { name: 'the state ready' }).textContent()).toContain('not entered');
    child.stdin!.write('q\n');
    await ending;
  });

  it('I04, I18: can be watched by an invited window, which looks where it likes and drives nothing', async () => {
    const { address, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1');
    await page.keyboard.press('?');
    await page.getByRole('button', { name: /only watches/ }).click();
    const invitation = await page.getByRole('dialog').locator('code').textContent();
    await page.keyboard.press('Escape');
    const watcher = await look(browser, invitation!);
    await reaches(watcher.page, 'You watch');
    await watcher.page.keyboard.press('n');
    expect(await watcher.page.getByRole('button', { name: /^Run on/ }).count()).toBe(0);
    expect(await watcher.page.getByRole('button', { name: /^Next/ }).isDisabled()).toBe(true);
    await page.keyboard.press('n');
    await reaches(watcher.page, 'Stop 2');
    await watcher.page.keyboard.press('b');
    await reaches(watcher.page, 'Looking back');
    expect(await statusOf(page)).toContain('Stop 2');
    await page.keyboard.press('r');
    await reaches(watcher.page, 'The run is over');
    expect((await ending).status).toBe(0);
    expect(watcher.complaints).toEqual([]);
  });

  it('I19: takes one step where two windows of the driver press Next at once', async () => {
    const { address, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1');
    const { key } = JSON.parse(await page.evaluate("sessionStorage.getItem('learn-run')")) as { key: string };
    const { origin } = new URL(address);
    const headers = { origin, 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const press = async () => {
      const body = JSON.stringify({ number: 1, decision: 'next' });
      const response = await fetch(`${origin}/decision`, { method: 'POST', headers, body });
      return (await response.json()) as { isTaken: boolean };
    };
    const both = await Promise.all([press(), press()]);
    expect(both.filter(({ isTaken }) => isTaken)).toHaveLength(1);
    await reaches(page, 'Stop 2');
    await page.keyboard.press('q');
    expect((await ending).status).toBe(130);
  });

  it('I04: lets in the first who comes with the address, and nobody after', async () => {
    const { child, address, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    await reaches((await look(browser, address)).page, 'Stop 1');
    const { page: second } = await look(browser, address);
    await reaches(second, 'This address was used before');
    const told = await second.locator('main').innerText();
    expect(told).toContain('an address for a window beside it');
    expect(told).not.toContain('The run goes by itself');
    child.stdin!.write('q\n');
    expect((await ending).status).toBe(130);
  });

  it('I20: waits where its page has gone, and the terminal still answers', async () => {
    const { child, address, ending } = await start('--step', '--inspect', '--offline', 'hello-world');
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1');
    await page.close();
    child.stdin!.write('r\n');
    expect((await ending).status).toBe(0);
  });

  it('I22: says so where the run is killed', async () => {
    const { child, address } = await start('--step', '--inspect', '--offline', 'hello-world');
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1');
    child.kill('SIGKILL');
    await reaches(page, 'The run ended unexpectedly');
    expect(await page.getByRole('button', { name: /^Next/ }).isDisabled()).toBe(true);
  });

  it('I13: keeps the values of variables out of the page, and out of what the program prints', async () => {
    const variable = 'PIN=s3cret-välue';
    const { address, ending } = await start('--step=detail', '--inspect', '-e', variable, busybox, 'env');
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1');
    await page.keyboard.press('r');
    await reaches(page, 'The run is over');
    expect((await ending).stdout).toContain(variable);
    expect(await openPane(page, 'output')).toContain('PIN=[redacted]');
    expect(await page.content()).not.toContain('s3cret');
    expect(await openPane(page, 'config')).toContain('PIN=[redacted]');
  });

  it('I23, I25: gives a container neither its descriptors nor its story', async () => {
    const args = ['--step', '--inspect', '--network', 'host', busybox, 'ls', '/proc/self/fd'];
    const { address, ending } = await start(...args);
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1');
    // Whatever is in the container can come this far.
    expect((await fetch(`${new URL(address).origin}/news?from=0`)).status).toBe(401);
    await page.keyboard.press('r');
    await reaches(page, 'The run is over');
    const { stdout, status } = await ending;
    // 3 is the directory that ls reads.
    expect([stdout, status]).toEqual(['0\n1\n2\n3\n', 0]);
  });

  it('shows a replay the same way, with its badge', async () => {
    const { address, child, ending } = await start('replay', 'hello-world', '--step', '--inspect');
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1');
    await turn(page);
    expect(await page.locator('.happened .badge').first().textContent()).toBe('REPLAY');
    child.stdin!.write('q\n');
    await ending;
  });

  it('watches a run that does not stop: it begins when somebody looks, and ends as ever', async () => {
    const { address, ending } = await start('--inspect', '--offline', 'hello-world');
    const { page } = await look(browser, address);
    await reaches(page, 'The run is over');
    const timeline = await openPane(page, 'timeline');
    expect(timeline).toContain('run is in run.completed');
    const { stdout, status } = await ending;
    expect([stdout.includes('Hello from learn-run!'), status]).toEqual([true, 0]);
  });

  it('stops a run that was only watched at a breakpoint of the page', async () => {
    const { address, ending } = await start('--inspect', busybox, 'sleep', '2');
    const { page } = await look(browser, address);
    await page.getByRole('tab', { name: /^running ●/ }).waitFor({ timeout: 15_000 });
    await page.locator('.strip [data-state="run.containerCleanup"] > .box').click();
    await page.keyboard.press('p');
    await page.locator('.strip .breakpoint').waitFor();
    await reaches(page, 'Stop 1: containerCleanup');
    await page.keyboard.press('n');
    await reaches(page, 'The run is over');
    const { stderr, status } = await ending;
    expect([stderr.includes('stopped before deleteContainer'), status]).toEqual([true, 0]);
  });
});

describe.skipIf(why)(`a run that is watched from Chromium${why ? `: ${why}` : ''}`, () => {
  it('ends at SIGTERM also where it stands at a breakpoint of its cleanup', async () => {
    const { child, address, ending } = await start('--inspect', busybox, 'sleep', '2');
    const { page } = await look(browser, address);
    await page.getByRole('tab', { name: /^running ●/ }).waitFor({ timeout: 15_000 });
    await page.locator('.strip [data-state="run.containerCleanup"] > .box').click();
    await page.keyboard.press('p');
    await reaches(page, 'Stop 1: containerCleanup');
    child.kill('SIGTERM');
    expect((await ending).status).toBe(0);
  });
});

describe.skipIf(whyNoContainers)(`--inspect${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('waits for nobody in CI', async () => {
    const { stdout, status } = await sandbox.run(['--inspect', '--offline', 'hello-world'], { env: { CI: 'true' } });
    expect([stdout.includes('Hello from learn-run!'), status]).toEqual([true, 0]);
  });

  it('I29: takes no address to listen on', async () => {
    const { stderr, status } = await sandbox.run(['--inspect=0.0.0.0', '--offline', 'hello-world']);
    expect([stderr.includes('--inspect'), status]).toEqual([true, 125]);
  });
});
