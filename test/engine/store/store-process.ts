// A process of its own that does one task on a store: `node store-process.ts ROOT TASK NUMBER [ARG...]`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { digestOf } from '../../../engine/image/digest.ts';
import { OCI_LAYER } from '../../../engine/image/media-type.ts';
import { openStore } from '../../../engine/store/store.ts';

const [root, task, number, ...args] = process.argv.slice(2) as [string, string, string, ...string[]];
const store = openStore(root, {
  syscalls: async () => (await import('../../../engine/syscall/linux.ts')).linuxSyscalls(),
});

/** The blob that every process wants, a mebibyte unless said otherwise. */
const bytes = Buffer.alloc(Number(args[0] ?? 2 ** 20), 'layer');
const blob = { mediaType: OCI_LAYER, digest: digestOf(bytes), size: bytes.length };

/** Slow enough that others arrive meanwhile. */
async function* source(offset: number) {
  for (let at = offset; at < bytes.length; at += 65_536) {
    yield bytes.subarray(at, at + 65_536);
    await delay(2);
  }
}

const tasks: Record<string, () => Promise<void>> = {
  async open() {},
  async 'put-names'() {
    for (let image = 0; image < Number(args[0]); image++) await store.images.put(`localhost/${number}:${image}`, blob);
  },
  async 'put-name'() {
    await store.images.put('localhost/killed:1', blob);
  },
  async 'forget-name'() {
    await store.images.remove('localhost/killed:1');
    process.stdout.write(`${store.images.list().length} left`);
  },
  async ingest() {
    process.stdout.write(await store.content.ingest(blob, source));
  },
  async 'ingest-half'() {
    const onProgress = (written: number) => {
      if (written >= bytes.length / 2) process.kill(process.pid, 'SIGKILL');
    };
    await store.content.ingest(blob, source, { onProgress });
  },
  async unpack() {
    const snapshot = await store.snapshots.prepare(blob.digest);
    if (snapshot !== undefined) {
      writeFileSync(join(snapshot.directory, 'file'), 'unpacked');
      await snapshot.commit();
    }
    process.stdout.write(snapshot === undefined ? 'there already' : 'unpacked');
  },
  async hold() {
    await store.snapshots.prepare(blob.digest);
    process.stdout.write('held\n');
    await delay(60_000);
  },
};

await tasks[task]!();
