import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import { OCI_LAYER } from '../../../engine/image/media-type.ts';
import { openStore } from '../../../engine/store/store.ts';
import { inProcesses, inProcessInjected, runProcess } from './child-process.ts';
import { syscalls, temporaryDirectory, temporaryStore } from './temporary-store.ts';

const bytes = Buffer.alloc(2 ** 20, 'layer');
const BLOB = { mediaType: OCI_LAYER, digest: digestOf(bytes), size: bytes.length };
const WORKER = fileURLToPath(new URL('./store-process.ts', import.meta.url));

/** The calls by which a task changes the disk; each is one after which the process may be gone. */
const CALLS = ['rename', 'fsync', 'syncfs', 'unlink', 'link', 'mkdir', 'flock', 'fchmod', 'ftruncate'];

describe.skipIf(!canTrace())('a store whose process is killed (needs strace, and to be allowed to trace)', () => {
  it.each(['put-name', 'ingest', 'unpack'])(
    'goes on at whichever call the process died: %s',
    async (task) => {
      for (const call of CALLS) {
        for (let when = 1; ; when += 1) {
          const root = join(temporaryDirectory(), 'home');
          const { code } = await inProcessInjected(`${call}:signal=SIGKILL:when=${when}`, root, task, []);
          await inProcesses(1, root, task, []);
          await expectWhole(root, task, `killed at ${call} ${when}`);
          if (code === 0) break;
        }
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

  it('flushes a layer before it gets its name', async () => {
    const root = join(temporaryDirectory(), 'home');
    openStore(root, { syscalls });
    const trace = join(temporaryDirectory(), 'trace');
    await runProcess('strace', [
      '-f',
      '-o',
      trace,
      '-e',
      'trace=syncfs,rename,fsync',
      process.execPath,
      WORKER,
      root,
      'unpack',
      '0',
    ]);
    const calls = execFileSync('grep', ['-oE', '(syncfs|rename|fsync)\\(', trace], { encoding: 'utf8' }).split('\n');
    // The two names that are not there yet, for what might have been in the way, are tried in between.
    expect(calls.filter((call) => call !== '')).toEqual(['rename(', 'syncfs(', 'rename(', 'rename(', 'fsync(']);
  });
});

describe('a store that several processes use', () => {
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
