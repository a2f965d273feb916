import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { look, openBrowser, openPane, reaches, turn, whyNoBrowser } from '../fixtures/browser.ts';
import { addBusybox, addRunnable } from '../fixtures/busybox-image.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { startInspected } from '../fixtures/inspected-run.ts';
import { whyNoContainers, whyNoLimits } from '../fixtures/privileges.ts';
import { type FixtureRegistry, openFixtureRegistry } from '../fixtures/registry.ts';
import { Sandbox } from '../fixtures/sandbox.ts';
import { file } from '../fixtures/tar-blocks.ts';

const why = whyNoContainers ?? whyNoBrowser;

let sandbox: Sandbox;
let browser: Browser;
let registry: FixtureRegistry;

beforeAll(async () => {
  if (why) return;
  sandbox = new Sandbox();
  registry = await openFixtureRegistry();
  browser = await openBrowser();
});
afterEach(() => (sandbox ? expectNothingLeft(sandbox) : undefined));
afterAll(async () => {
  await browser?.close();
  await registry?.[Symbol.asyncDispose]();
  sandbox?.[Symbol.dispose]();
});

/** A run that was pulled and run to its end before the page. */
async function lookAtWholeRun(...args: readonly string[]) {
  const { address, ending } = await startInspected(sandbox, '--step', '--inspect', ...args);
  const seen = await look(browser, address);
  await reaches(seen.page, 'Stop 1');
  await seen.page.keyboard.press('r');
  await reaches(seen.page, 'The run is over', 60_000);
  await ending;
  return seen;
}

describe.skipIf(why)(`the panes of the inspector${why ? `: ${why}` : ''}`, () => {
  it('show a run from the registry to the proof that nothing is left', async () => {
    const { page, complaints } = await lookAtWholeRun('--offline', 'hello-world');
    expect(await openPane(page, 'http')).toMatch(/GET.*\/v2\/.*200.*manifests\/latest/s);
    expect(await openPane(page, 'documents')).toContain('sha256:');
    expect(await openPane(page, 'layers')).toMatch(/1 added.*-rwxr-xr-x.*hello/s);
    expect(await openPane(page, 'config')).toMatch(/ociVersion.*from the image/s);
    expect(await openPane(page, 'syscalls')).toMatch(/unshare.*CLONE_NEW/s);
    expect(await openPane(page, 'process')).toMatch(/process id.*seen from the host|seen from inside/s);
    expect(await openPane(page, 'namespaces')).toMatch(/of 8 kinds are its own/);
    expect(await openPane(page, 'mounts')).toContain('the root: layers below');
    expect(await openPane(page, 'capabilities')).toMatch(/14 of 4\d/);
    expect(await openPane(page, 'seccomp')).toContain('load architecture');
    expect(await openPane(page, 'output')).toContain('Hello from learn-run!');
    expect(await openPane(page, 'exit')).toMatch(/0x0000.*0: all went well/s);
    expect(await openPane(page, 'cleanup')).toMatch(
      /no mounts left.*no processes left.*no cgroups left.*no files left/s,
    );
    // A long list draws what is before one's eyes, after it has gone there.
    await expect.poll(() => openPane(page, 'sequence')).toMatch(/kernel to machine: .*Nothing is left/s);
    expect(await openPane(page, 'times')).toMatch(/lookUpImage.*proveCleanup/s);
    expect(await openPane(page, 'diagnosis')).toContain('Nothing has failed');
    expect(complaints).toEqual([]);
  });

  it('show above the layers of the image what the program has written', async () => {
    const { page } = await lookAtWholeRun('--network', 'none', addBusybox(registry), 'sh', '-c', 'echo hi > /new');
    expect(await openPane(page, 'layers')).toMatch(/2 written by the program.*1 added.*-rw-r--r--.*new/s);
    await page.getByRole('button', { name: /^1 / }).click();
    await expect.poll(() => openPane(page, 'layers')).toMatch(/24 added.*tmp/s);
  });

  it('tell what the kernel answers, call by call, while init is at it', async () => {
    const { address, child, ending } = await startInspected(
      sandbox,
      '--break',
      'syscall:pivot_root',
      '--inspect',
      '--offline',
      'hello-world',
    );
    const { page, complaints } = await look(browser, address);
    await reaches(page, 'Stop 1', 60_000);
    const [answered, next] = [/[a-z_0-9]+\([^=]*\) = \S+/, /pivot_root\("\.", "\."\)\s*comes next/];
    expect(await openPane(page, 'explain')).toMatch(answered);
    await expect.poll(() => openPane(page, 'syscalls')).toMatch(next);
    expect(await openPane(page, 'syscalls')).toMatch(answered);
    child.stdin!.end('n\n');
    await reaches(page, 'The run is over');
    await ending;
    expect(complaints).toEqual([]);
  });

  it('compute every digest once more, from the bytes', async () => {
    const { page } = await lookAtWholeRun('--offline', 'hello-world');
    await openPane(page, 'digests');
    const verdicts = page.locator('tr', { hasText: 'computed here' }).locator('.verdict');
    // Index, manifest, config, the layer as it came, and the layer uncompressed.
    await expect.poll(() => verdicts.allTextContents()).toEqual(Array(5).fill('✓ the same'));
  });

  it('fetch the bytes of a larger layer for whoever asks, and compute its two digests', async () => {
    const { address, child, ending } = await startInspected(sandbox, '--step', '--inspect', addBusybox(registry));
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1');
    await turn(page);
    await openPane(page, 'digests');
    await page.getByRole('button', { name: 'fetch the bytes and compute' }).click();
    await expect
      .poll(() => page.locator('tr', { hasText: 'computed here' }).locator('.verdict').allTextContents(), {
        timeout: 15_000,
      })
      .toEqual(Array(4).fill('✓ the same'));
    child.stdin!.write('q\n');
    await ending;
  });

  it('list a layer that was here before as soon as somebody looks, and show what is in a small file', async () => {
    const { image } = addRunnable(registry, 'motd', [file('etc/motd', 'Grüße\n<b>fett</b>'), file('x', 'y')]);
    await sandbox.run(['pull', image]);
    const { address, child, ending } = await startInspected(sandbox, '--step', '--inspect', image);
    const { page } = await look(browser, address);
    await reaches(page, 'Stop 1');
    await turn(page);
    await openPane(page, 'layers');
    await page.getByRole('treeitem', { name: /etc\// }).click();
    await page.getByRole('treeitem', { name: /motd/ }).click();
    expect(await page.getByRole('complementary', { name: /etc\/motd/ }).textContent()).toContain('Grüße\n<b>fett</b>');
    child.stdin!.write('q\n');
    await ending;
  });

  it('show what was known at another moment, all of them', async () => {
    const { page } = await lookAtWholeRun('--offline', 'hello-world');
    await openPane(page, 'timeline');
    for (const kind of ['stops', 'steps', 'states', 'events', 'calls', 'output'])
      await page.getByRole('button', { name: kind, exact: true }).click();
    await page.getByRole('listbox', { name: 'timeline' }).press('Home');
    await page.getByText(/^Container .* has a directory of its own/).click();
    await reaches(page, 'Looking back');
    await expect
      .poll(() => page.locator('.chart [data-state="container.creating.preparingSnapshot"].on').count())
      .toBe(1);
    expect(await openPane(page, 'config')).toContain('config.json comes with writeBundle');
    expect(await openPane(page, 'output')).toContain('has not written anything');
    expect(await openPane(page, 'documents')).toContain('mediaType');
    await page.keyboard.press('Escape');
    expect(await openPane(page, 'output')).toContain('Hello from learn-run!');
  });

  it('tell why a program could not be run, and that all was cleaned up', async () => {
    const { page } = await lookAtWholeRun('--offline', 'hello-world', '/nowhere');
    const text = await openPane(page, 'diagnosis');
    expect(text).toMatch(/no such file or directory.*startInit, in containerCreation.*127: the program is not there/s);
    expect(text).toMatch(/cleaned up.*proveCleanup Nothing is left/s);
    await expect.poll(() => page.locator('.chart [data-state="run.failed"].on').count()).toBe(1);
    await expect.poll(() => page.locator('.strip .wrong.took').count()).toBeGreaterThan(0);
  });

  it.skipIf(whyNoLimits)(
    `draw what a program uses while it runs, and its output as it comes${whyNoLimits ? `: ${whyNoLimits}` : ''}`,
    async () => {
      const { address, ending } = await startInspected(
        sandbox,
        '--inspect',
        addBusybox(registry),
        'sh',
        '-c',
        'echo one; sleep 2; echo two >&2',
      );
      const { page } = await look(browser, address);
      await openPane(page, 'output');
      await expect.poll(() => page.locator('.output .words').allTextContents(), { timeout: 20_000 }).toEqual(['one']);
      await openPane(page, 'cgroup');
      await expect.poll(() => page.locator('.curve').first().getAttribute('d'), { timeout: 10_000 }).toMatch(/^M.*L/);
      await reaches(page, 'The run is over');
      await openPane(page, 'output');
      expect(await page.locator('.output .stream').allTextContents()).toEqual(['out', 'err']);
      await ending;
    },
  );

  it('scroll through a layer of 60,000 files without drawing more than can be seen', async () => {
    const entries = Array.from({ length: 60_000 }, (_, at) => file(`d${at % 300}/f${at}`, 'x'));
    const { image } = addRunnable(registry, 'large', entries);
    const { page } = await lookAtWholeRun(image, '/nowhere');
    await expect.poll(() => openPane(page, 'layers')).toContain('60000 entries in the archive');
    await page.getByRole('searchbox', { name: 'search in the files' }).fill('f');
    await expect.poll(() => page.locator('.search [role=status]').textContent()).toBe('60300 lines');
    const frames = (await page.evaluate(SCROLL)) as number[];
    expect(frames.length).toBeGreaterThan(50);
    expect(await page.getByRole('treeitem').count()).toBeLessThan(120);
    expect(median(frames)).toBeLessThan(50);
    await page.getByRole('tree').press('End');
    await page.getByText('f9999', { exact: true }).waitFor();
  }, 120_000);
});

/** Scrolls the list through 60 places, a frame each; how long every frame took, in milliseconds. */
const SCROLL = `new Promise((resolve) => {
  const list = document.querySelector('.virtual');
  const frames = [];
  let last = performance.now();
  const step = (now) => {
    frames.push(now - last);
    last = now;
    list.scrollTop += list.scrollHeight / 60;
    if (frames.length < 60) requestAnimationFrame(step);
    else resolve(frames);
  };
  requestAnimationFrame(step);
})`;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
