import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { digestOf, hexOf } from '../../../engine/image/digest.ts';
import { OCI_LAYER } from '../../../engine/image/media-type.ts';
import { openStore } from '../../../engine/store/store.ts';
import { inProcesses, inProcessInjected, runProcess } from './child-process.ts';
import { syscalls, temporaryDirectory, temporaryStore } from './temporary-store.ts';

const bytes = Buffer.alloc(2 ** 20, 'layer');
const BLOB = { mediaType: OCI_LAYER, digest: digestOf(bytes), size: bytes.length };
const WORKER = fileURLToPath(new URL('./store-process.ts', import.meta.url));

/** The calls by which a task changes the disk; each is one after which the process may be gone. */
const CALLS = ['rename', 'fsync', 'syncfs', 'unlink', 'link', 'mkdir', 'flock', 'fchmod'];

describe.skipIf(!canTrace())('a store whose process is killed (needs strace, and to be allowed to trace)', () => {
  it.each(['open', 'put-name', 'ingest', 'unpack'])(
    'goes on, whichever call the process died at: %s',
    async (task) => {
      for (const { call, when } of numbered(await callsOf(task))) {
        const root = await rootFor(task);
        const { signal } = await inProcessInjected(`${call}:signal=SIGKILL:when=${when}`, root, task, []);
        expect(signal, `${call} ${when}`).toBe('SIGKILL');
        await inProcesses(1, root, task, []);
        await expectWhole(root, task, `killed at ${call} ${when}`);
      }
    },
    120_000,
  );

  it('does not trust bytes whose fsync failed', async () => {
    const root = join(temporaryDirectory(), 'home');
    openStore(root, { syscalls });
    const { code, stderr } = await inProcessInjected('fsync:error=EIO:when=1', root, 'ingest', []);
    expect(code).toBe(1);
    expect(stderr).toContain('EIO');
    const store = openStore(root, { syscalls });
    expect(store.content.has(BLOB)).toBe(false);
    await store.content.write(BLOB, bytes);
    expect(store.content.read(BLOB).equals(bytes)).toBe(true);
  });

  it.each(['link:error=ENOENT:when=1', 'unlink:error=ENOENT:when=1'])(
    'is made all the same while somebody takes its first files for rubbish: %s',
    async (injected) => {
      const root = join(temporaryDirectory(), 'home');
      expect(await inProcessInjected(injected, root, 'open', [])).toMatchObject({ code: 0, stderr: '' });
      await expectWhole(root, 'open', injected);
    },
  );

  it('flushes a layer before it gets its name', async () => {
    // The first two of the renames try to move away what might have been left in the way.
    expect((await callsOf('unpack')).filter((call) => /rename|sync/.test(call))).toEqual([
      'rename',
      'syncfs',
      'rename',
      'rename',
      'fsync',
    ]);
  });
});

describe('a store that several processes use', () => {
  it('resumes a download in the middle of which the process died', async () => {
    const root = await rootFor('ingest');
    const { signal } = await runProcess(process.execPath, [WORKER, root, 'ingest-half', '0']);
    expect(signal).toBe('SIGKILL');
    const came = statSync(join(root, 'ingest', hexOf(BLOB.digest))).size;
    expect(came).toBeGreaterThanOrEqual(bytes.length / 2);
    expect(came).toBeLessThan(bytes.length);
    const { content } = openStore(root, { syscalls });
    const offsets: number[] = [];
    await content.ingest(BLOB, async function* (offset) {
      offsets.push(offset);
      yield bytes.subarray(offset);
    });
    expect(offsets).toEqual([came]);
  });

  it('downloads a blob once', async () => {
    const { root, content } = temporaryStore();
    const outcomes = await inProcesses(3, root, 'ingest', []);
    expect(outcomes.sort()).toEqual(['adopted', 'adopted', 'downloaded']);
    expect(content.read(BLOB).equals(bytes)).toBe(true);
    expect(readdirSync(join(root, 'ingest'))).toEqual([]);
  });

  it('is made by all of them at once', async () => {
    const root = join(temporaryDirectory(), 'home');
    await inProcesses(3, root, 'put-names', ['3']);
    expect(openStore(root, { syscalls }).images.list()).toHaveLength(9);
  });
});

describe.skipIf(process.geteuid!() !== 0)('a store on a full disk (needs root to mount a small one)', () => {
  const inMountNamespace = (script: string) => runProcess('unshare', ['--mount', 'sh', '-ec', script]);

  it('says so, with what is missing, gives the room back, and works when there is room', async () => {
    const home = temporaryDirectory();
    const run = `'${process.execPath}' '${WORKER}' '${home}'`;
    const { code, stderr, stdout } = await inMountNamespace(`
      mount -t tmpfs -o size=256k,mode=0700 tmpfs '${home}'
      ! ${run} ingest 0
      ls -A '${home}/ingest'
      mount -o remount,size=8M '${home}'
      ${run} ingest 0
    `);
    expect(stderr).toContain('StoreFull');
    expect(stderr).toMatch(/no space left on device, \d+ more bytes are needed/);
    expect(stdout).toBe('downloaded');
    expect(code).toBe(0);
  });

  it('lets a name be forgotten, so that its content can go', async () => {
    const home = temporaryDirectory();
    const run = `'${process.execPath}' '${WORKER}' '${home}'`;
    const { code, stdout, stderr } = await inMountNamespace(`
      mount -t tmpfs -o size=256k,mode=0700 tmpfs '${home}'
      ${run} put-name 0
      ! dd if=/dev/zero of='${home}/filling' bs=4k 2>&1 >/dev/null
      ${run} forget-name 0
      rm '${home}/filling'
      ${run} put-name 0
    `);
    expect(stdout, stderr).toContain('0 left');
    expect(code).toBe(0);
  });

  it('tells a lack of inodes from a lack of bytes', async () => {
    const home = temporaryDirectory();
    const { stderr } = await inMountNamespace(`
      mount -t tmpfs -o nr_inodes=6,mode=0700 tmpfs '${home}'
      '${process.execPath}' '${WORKER}' '${home}' put-name 0
    `);
    expect(stderr).toContain('no inodes left on device');
  });

  it('reads from a read-only disk, and refuses to write to it', async () => {
    const home = temporaryDirectory();
    const run = `'${process.execPath}' '${WORKER}' '${home}'`;
    const { code, stdout, stderr } = await inMountNamespace(`
      ${run} ingest 0
      mount --bind '${home}' '${home}'
      mount -o remount,bind,ro '${home}'
      ${run} ingest 0
      ! ${run} put-name 0
    `);
    expect(stdout).toBe('downloadedadopted');
    expect(stderr).toContain('StoreReadOnly');
    expect(code).toBe(0);
  });
});

/** A store for the task: one that is not there yet where making it is the task. */
async function rootFor(task: string): Promise<string> {
  const root = join(temporaryDirectory(), 'home');
  if (task !== 'open') openStore(root, { syscalls });
  return root;
}

/** The calls on the store that the task makes when nothing goes wrong, in their order. */
async function callsOf(task: string): Promise<string[]> {
  const root = await rootFor(task);
  const trace = join(temporaryDirectory(), 'trace');
  const strace = ['-f', '-y', '-o', trace, '-e', `trace=${CALLS.join(',')}`];
  await runProcess('strace', [...strace, process.execPath, WORKER, root, task, '0']);
  const lines = readFileSync(trace, 'utf8').split('\n');
  return lines.flatMap((line) => (line.includes(root) ? (/^\d+ +(\w+)\(/.exec(line)?.[1] ?? []) : []));
}

/** Which one of its kind each call is: what strace(1) calls `when`. */
function numbered(calls: readonly string[]): { call: string; when: number }[] {
  return calls.map((call, at) => ({ call, when: calls.slice(0, at + 1).filter((other) => other === call).length }));
}

/** What a task promises holds, and a collection leaves nothing that was not promised. */
async function expectWhole(root: string, task: string, when: string): Promise<void> {
  const store = openStore(root, { syscalls });
  if (task === 'put-name') expect(store.images.get('localhost/killed:1'), when).toEqual(BLOB);
  if (task === 'ingest') expect(store.content.read(BLOB).equals(bytes), when).toBe(true);
  if (task === 'unpack') expect(readdirSync(store.snapshots.pathOf(BLOB.digest)), when).toEqual(['file']);
  await store.collectGarbage();
  const left = ['ingest', 'trash', 'quarantine'].flatMap((directory) => readdirSync(join(root, directory)));
  expect(left, when).toEqual([]);
  expect(
    readdirSync(root).filter((name) => name.endsWith('.new')),
    when,
  ).toEqual([]);
}

function canTrace(): boolean {
  try {
    execFileSync('strace', ['-qq', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
