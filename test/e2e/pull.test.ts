import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../engine/image/digest.ts';
import { OCI_CONFIG, OCI_LAYER, OCI_MANIFEST } from '../../engine/image/media-type.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import { addImage, type FixtureRegistry, openFixtureRegistry, reply } from '../fixtures/registry.ts';
import { endingOf, Sandbox } from '../fixtures/sandbox.ts';
import { archive, directory, entry, file } from '../fixtures/tar-blocks.ts';

/** A busy machine takes its time to start a Node. */
const PATIENTLY = { timeout: 15_000 };
const ANY_PLATFORM = '--platform=linux/amd64';
const LAYER = archive(directory('d'), ...Array.from({ length: 200 }, (_, index) => file(`d/${index}`, `${index}`)));

/** How often each blob was asked for. */
function asksOf({ asked }: FixtureRegistry): number[] {
  const counts = new Map<string, number>();
  for (const { path } of asked.filter((one) => one.path.includes('/blobs/'))) {
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return [...counts.values()];
}

/** Answers with the first half of the blob, and leaves the rest open. */
function halfOf(bytes: Buffer) {
  const open: ServerResponse[] = [];
  const answer = (_: unknown, response: ServerResponse) => {
    open.push(response);
    response.writeHead(200, { 'content-length': String(bytes.length) });
    response.write(bytes.subarray(0, bytes.length / 2));
  };
  return { answer, open };
}

describe('learn-run pull', () => {
  it('brings each blob once where ten pull the same image at the same time', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    addImage(registry, 'shared', LAYER);
    const pulls = Array.from({ length: 10 }, () => sandbox.run(['pull', ANY_PLATFORM, `${registry.host}/test:shared`]));
    const endings = await Promise.all(pulls);
    expect(endings.map(({ status }) => status)).toEqual(Array(10).fill(0));
    expect(asksOf(registry)).toEqual([1, 1]);
    await expectNothingLeft(sandbox, endings[0]);
  }, 90_000);

  it('finishes where another that was pulling the same layer is killed', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    const { layer } = addImage(registry, 'shared', LAYER);
    const { answer, open } = halfOf(LAYER);
    registry.once(layer.digest, answer);
    const args = ['pull', ANY_PLATFORM, `${registry.host}/test:shared`];
    const victim = sandbox.start(args);
    await expect.poll(() => open.length, PATIENTLY).toBe(1);
    const survivor = sandbox.run(args);
    const asks = () => registry.asked.filter(({ path }) => path.endsWith('/shared')).length;
    await expect.poll(asks, PATIENTLY).toBe(2);
    victim.kill('SIGKILL');
    const ending = await survivor;
    expect(ending.status).toBe(0);
    await expectNothingLeft(sandbox, ending);
  });

  it('tells whom it waits for, and how long until it tries again', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    const { layer } = addImage(registry, 'slow', LAYER);
    const { answer, open } = halfOf(LAYER);
    registry.once('/manifests/slow', reply(429, { 'retry-after': '2' }));
    registry.once(layer.digest, answer);
    const args = ['pull', ANY_PLATFORM, `${registry.host}/test:slow`];
    const first = sandbox.start(args);
    await expect.poll(() => open.length, PATIENTLY).toBe(1);
    const second = sandbox.start(args);
    let said = '';
    second.stdout!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const waiting = /^Waiting for process (\d+) \(.+\), which works on the same\.$/m;
    await expect.poll(() => said, PATIENTLY).toMatch(waiting);
    expect(Number(waiting.exec(said)?.[1])).toBe(first.pid);
    open[0]!.end(LAYER.subarray(LAYER.length / 2));
    const [ending] = await Promise.all([endingOf(first), once(second, 'exit')]);
    expect(ending.stdout).toContain(`Retrying in 2 seconds: ${registry.host} is busy, or out of reach.\n`);
    await expectNothingLeft(sandbox, ending);
  });

  it('ends at once when it is interrupted, leaves no process, and the next one goes on where it stopped', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    const { layer } = addImage(registry, 'cut', LAYER);
    const { answer, open } = halfOf(LAYER);
    registry.once(layer.digest, answer);
    const args = ['pull', ANY_PLATFORM, `${registry.host}/test:cut`];
    const child = sandbox.start(args);
    await expect.poll(() => open.length, PATIENTLY).toBe(1);
    await untilItHas(child, sandbox, LAYER.length / 2);
    child.kill('SIGINT');
    expect(await endingOf(child)).toMatchObject({ status: 130 });
    await expect.poll(() => processesOf(sandbox.base), PATIENTLY).toEqual([]);
    const again = await sandbox.run(args);
    expect(again.status).toBe(0);
    const ranges = registry.asked.filter(({ path }) => path.includes(layer.digest)).map(({ headers }) => headers.range);
    expect(ranges).toEqual([undefined, `bytes=${LAYER.length / 2}-`]);
    await expectNothingLeft(sandbox, again);
  });

  it('heals a store whose layer the disk has damaged, as soon as the layer is needed', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    const { layer } = addImage(registry, 'rot', LAYER);
    const args = ['pull', ANY_PLATFORM, `${registry.host}/test:rot`];
    expect((await sandbox.run(args)).status).toBe(0);
    const hex = layer.digest.slice('sha256:'.length);
    const path = sandbox.path('home/blobs/sha256', hex);
    chmodSync(path, 0o600);
    writeFileSync(path, Buffer.from(LAYER).fill(1, 5000, 5001));
    rmSync(sandbox.path('home/snapshots', hex), { recursive: true });
    const again = await sandbox.run(args);
    expect(again.status).toBe(0);
    expect(readFileSync(path).equals(LAYER)).toBe(true);
    expect(readdirSync(sandbox.path('home/snapshots', hex, 'fs', 'd'))).toHaveLength(200);
    await expectNothingLeft(sandbox, again);
  });

  it('takes images whose digests are of SHA-512, and collects them as garbage', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    const rootfs = { type: 'layers', diff_ids: [digestOf(LAYER, 'sha512')] };
    const document = { os: 'linux', architecture: 'amd64', config: {}, rootfs };
    const config = registry.addBlob(Buffer.from(JSON.stringify(document)), OCI_CONFIG, 'sha512');
    const layers = [registry.addBlob(LAYER, OCI_LAYER, 'sha512')];
    registry.addManifest('long', { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers });
    const image = `${registry.host}/test:long`;
    const ending = await sandbox.run(['pull', ANY_PLATFORM, image]);
    expect(ending.status).toBe(0);
    expect(readdirSync(sandbox.path('home/blobs/sha512'))).toHaveLength(2);
    expect((await sandbox.run(['unpack', ANY_PLATFORM, image, 'tree'])).status).toBe(0);
    expect(readFileSync(sandbox.path('tree/d/7'), 'utf8')).toBe('7');
    expect((await sandbox.run(['rmi', image])).status).toBe(0);
    expect(readdirSync(sandbox.path('home/blobs/sha512'))).toEqual([]);
    expect(readdirSync(sandbox.path('home/snapshots'))).toEqual([]);
    await expectNothingLeft(sandbox, ending);
  });

  it('needs no more memory for a large layer than for a small one', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    addImage(registry, 'small', LAYER);
    addHugeImage(registry, 'huge', 400 * 2 ** 20);
    const peak = async (tag: string) => {
      const child = sandbox.start(['pull', ANY_PLATFORM, `${registry.host}/test:${tag}`], { stdio: 'ignore' });
      return Math.max(...(await peaksOf(child, sandbox)));
    };
    const small = await peak('small');
    const huge = await peak('huge');
    // What a garbage collector lets stand until it comes, and what is on its way to the disk; far from the layer itself.
    expect(huge - small).toBeLessThan(150);
    expect(huge).toBeLessThan(300);
    await expectNothingLeft(sandbox);
  });
});

/** Waits until the unfinished blob has so many bytes. */
async function untilItHas(child: ChildProcess, sandbox: Sandbox, bytes: number): Promise<void> {
  const ingest = sandbox.path('home/ingest');
  const sizes = () => readdirSync(ingest).map((name) => statSync(join(ingest, name)).size);
  await expect.poll(() => (child.exitCode === null ? Math.max(...sizes()) : Number.NaN), PATIENTLY).toBe(bytes);
}

/** An image whose layer is an archive of one file of zeros, made while it is sent. */
function addHugeImage(registry: FixtureRegistry, tag: string, size: number): void {
  const head = entry({ name: 'zeros', size }).subarray(0, 512);
  const piece = Buffer.alloc(2 ** 20);
  function* pieces() {
    yield head;
    for (let left = size; left > 0; left -= piece.length) yield piece;
    yield Buffer.alloc(1024);
  }
  const hash = createHash('sha256');
  for (const bytes of pieces()) hash.update(bytes);
  const digest = `sha256:${hash.digest('hex')}`;
  const length = size + 512 + 1024;
  registry.on((_, response, { path }) => {
    if (!path.endsWith(digest)) return false;
    response.writeHead(200, { 'content-length': String(length) });
    Readable.from(pieces()).pipe(response);
    return true;
  });
  const rootfs = { type: 'layers', diff_ids: [digest] };
  const document = { os: 'linux', architecture: 'amd64', config: {}, rootfs };
  const config = registry.addBlob(Buffer.from(JSON.stringify(document)), OCI_CONFIG);
  const layers = [{ mediaType: OCI_LAYER, digest, size: length }];
  registry.addManifest(tag, { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers });
}

/** The most memory, in MiB, that each process of the sandbox has had, once the child has ended well. */
async function peaksOf(child: ChildProcess, sandbox: Sandbox): Promise<number[]> {
  const peaks = new Map<number, number>();
  const look = () => {
    for (const { pid } of processesOf(sandbox.base).concat({ pid: child.pid!, command: '' })) {
      const kilobytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(statusOf(pid))?.[1] ?? 0);
      peaks.set(pid, Math.max(kilobytes / 1024, peaks.get(pid) ?? 0));
    }
  };
  const looking = setInterval(look, 100);
  const [status] = await once(child, 'exit');
  clearInterval(looking);
  expect(status).toBe(0);
  return [...peaks.values()];
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
