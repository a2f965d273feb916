import { createHash } from 'node:crypto';
import { createReadStream, readSync, writeSync } from 'node:fs';
import { parseDigest } from '../image/digest.ts';
import { linuxSyscalls } from '../syscall/linux.ts';
import { Changeset, NeedsParents } from './changeset.ts';
import { compressionOf, decompress } from './decompress.ts';
import { LayerCorrupt, LimitExceeded, toWire } from './errors.ts';
import { enterExtractionRoot } from './extraction-root.ts';
import type { Limits } from './limits.ts';
import { asLayerError } from './system-failure.ts';
import { TarReader } from './tar-reader.ts';
import type { LayerReport, UnpackJob, UnpackMessage } from './unpack-job.ts';
import { Warnings } from './warnings.ts';

/*
 * The process that unpacks one layer: the layer's bytes come in on descriptor 0, the job and the reports go over descriptor 3.
 * Everything it needs is imported above, before the root changes. From then on it loads nothing, runs nothing and asks the name
 * service nothing: what lies in the new root is the image's (CVE-2019-14271, CVE-2026-41567).
 */
const CONTROL = 3;
const READ_BYTES = 1024 * 1024;

const syscalls = linuxSyscalls();
void main();

async function main(): Promise<never> {
  send({ type: 'ready' });
  const job = receiveJob();
  try {
    send({ type: 'report', report: await unpack(job) });
  } catch (error) {
    send({ type: 'error', error: toWire(error, job.layer) });
  }
  // At once: a read of the layer that is still waiting would keep the process alive.
  process.exit(0);
}

async function unpack(job: UnpackJob): Promise<LayerReport> {
  enterRoot(job);
  const warnings = new Warnings();
  const changeset = new Changeset(job, syscalls, warnings);
  const reader = new TarReader(changeset, job.layer);
  const hash = createHash('sha256');
  let bytes = 0;
  const report = { impliedDirectories: 0, needsParents: undefined, warnings: [] };
  try {
    for await (const chunk of uncompressed(job)) {
      bytes += chunk.length;
      hash.update(chunk);
      reader.push(chunk);
    }
    reader.end();
    changeset.finish();
  } catch (error) {
    if (!(error instanceof NeedsParents)) throw error;
    return { ...report, diffId: undefined, entries: reader.entries, bytes, needsParents: error.message };
  }
  if (reader.trailing > 0) warnings.count('archives with data after their end');
  return {
    ...report,
    diffId: parseDigest(`sha256:${hash.digest('hex')}`),
    entries: reader.entries,
    bytes,
    impliedDirectories: changeset.impliedDirectories,
    warnings: warnings.lines(),
  };
}

function enterRoot({ directory, overlay, overlayXattr, layer }: UnpackJob): void {
  try {
    enterExtractionRoot(syscalls, directory, overlay, overlayXattr);
  } catch (error) {
    throw asLayerError(error, { layer });
  }
}

/** The archive's bytes, watched for bombs. */
async function* uncompressed(job: UnpackJob): AsyncGenerator<Buffer> {
  const place = { layer: job.layer };
  const source = createReadStream('', { fd: 0, autoClose: false, highWaterMark: READ_BYTES });
  const input = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await input.next();
  if (first.done) throw new LayerCorrupt('the layer is empty', place);
  let [read, out] = [0, 0];
  async function* counted(): AsyncGenerator<Buffer> {
    for (let next: IteratorResult<Buffer> = first; !next.done; next = await input.next()) {
      read += next.value.length;
      send({ type: 'progress', bytes: read });
      yield next.value;
    }
  }
  for await (const chunk of decompress(counted(), compressionOf(first.value, job.mediaType, place), place)) {
    out += chunk.length;
    checkGrowth(read, out, job.limits, job.layer);
    yield chunk;
  }
}

function checkGrowth(read: number, out: number, limits: Limits, layer: string): void {
  if (out > limits.bytes) {
    throw new LimitExceeded(`it is larger than the ${limits.bytes} bytes that are allowed`, { layer });
  }
  if (out > limits.ratioFrom && out > read * limits.ratio) {
    throw new LimitExceeded(`it unpacks to more than ${limits.ratio} times its size`, { layer });
  }
}

function send(message: UnpackMessage): void {
  writeSync(CONTROL, `${JSON.stringify(message)}\n`);
}

/** Waits for the line that says what to do. It comes when the parent has set up the user namespace around this process. */
function receiveJob(): UnpackJob {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(65536);
  for (;;) {
    const length = readSync(CONTROL, chunk);
    if (length === 0) process.exit(1);
    chunks.push(Buffer.from(chunk.subarray(0, length)));
    if (chunk[length - 1] === 0x0a) return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  }
}
