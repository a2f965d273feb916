import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { algorithmOf, Digester } from '../image/digest.ts';
import { linuxSyscalls } from '../syscall/linux.ts';
import { Changeset, NeedsParents } from './changeset.ts';
import { compressionOf, decompress } from './decompress.ts';
import { LayerCorrupt, LimitExceeded, toWire } from './errors.ts';
import { enterExtractionRoot, leaveExtractionRoot, openWayBack } from './extraction-root.ts';
import type { Limits } from './limits.ts';
import { readBlob } from './read-blob.ts';
import { asLayerError } from './system-failure.ts';
import { TarReader } from './tar-reader.ts';
import type { LayerReport, UnpackJob, UnpackMessage } from './unpack-job.ts';
import { Warnings } from './warnings.ts';

/*
 * The process that unpacks layers, one after the other. Jobs and reports go over descriptor 3.
 * Everything it needs is imported above, before the root changes. From then on it loads nothing, runs nothing and asks the name
 * service nothing: what lies in the new root is the image's (CVE-2019-14271, CVE-2026-41567).
 */
const CONTROL = 3;
/** Compressed bytes between two lines about progress: more often nobody looks. */
const PROGRESS_BYTES = 1024 * 1024;

const syscalls = linuxSyscalls();
void main();

async function main(): Promise<never> {
  let isLast = false;
  while (!isLast) {
    const job = receiveJob();
    isLast = await carryOut(job);
  }
  // At once, past Node's own end: that waits for its threads, once in a thousand times in vain (glibc's bug 25847).
  return syscalls.exit(0);
}

/** Does the job and reports; true where this was the last one, as it is after every failure: who knows what is left of it. */
async function carryOut(job: UnpackJob): Promise<boolean> {
  try {
    const report = await unpackInRoot(job);
    send({ type: 'report', report });
    return job.isLast;
  } catch (error) {
    send({ type: 'error', error: toWire(error, job.layer) });
    return true;
  }
}

async function unpackInRoot(job: UnpackJob): Promise<LayerReport> {
  const { blob, wayBack } = enterRoot(job);
  const report = await unpack(job, blob);
  if (wayBack !== undefined) {
    leaveExtractionRoot(syscalls, wayBack);
    closeSync(blob);
  }
  return report;
}

/** Opens what lies outside the layer's directory, then makes that the root. */
function enterRoot(job: UnpackJob): { blob: number; wayBack: number | undefined } {
  try {
    const blob = job.blob === undefined ? 0 : openSync(job.blob, 'r');
    const wayBack = job.isLast ? undefined : openWayBack();
    enterExtractionRoot(syscalls, job.directory, job.overlay, job.overlayXattr);
    return { blob, wayBack };
  } catch (error) {
    throw asLayerError(error, { layer: job.layer });
  }
}

async function unpack(job: UnpackJob, blob: number): Promise<LayerReport> {
  const warnings = new Warnings();
  using changeset = new Changeset(job, syscalls, warnings);
  const reader = new TarReader(changeset, job.layer);
  const digester = new Digester(job.expectedDiffId && algorithmOf(job.expectedDiffId));
  let bytes = 0;
  const report = { impliedDirectories: 0, needsParents: undefined, warnings: [] };
  try {
    for await (const chunk of uncompressed(job, blob)) {
      bytes += chunk.length;
      digester.update(chunk);
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
    diffId: digester.finish(),
    entries: reader.entries,
    bytes,
    impliedDirectories: changeset.impliedDirectories,
    warnings: warnings.lines(),
  };
}

/** The archive's bytes, watched for bombs. */
async function* uncompressed(job: UnpackJob, blob: number): AsyncGenerator<Buffer> {
  const place = { layer: job.layer };
  const input = readBlob(blob);
  const first = await input.next();
  if (first.done) throw new LayerCorrupt('the layer is empty', place);
  let [read, told, out] = [0, 0, 0];
  const tell = () => {
    if (read > told) send({ type: 'progress', bytes: read });
    told = read;
  };
  async function* counted(): AsyncGenerator<Buffer> {
    for (let next: IteratorResult<Buffer> = first; !next.done; next = await input.next()) {
      read += next.value.length;
      if (told === 0 || read - told >= PROGRESS_BYTES) tell();
      yield next.value;
    }
    tell();
  }
  try {
    for await (const chunk of decompress(counted(), compressionOf(first.value, job.mediaType, place), place)) {
      out += chunk.length;
      checkGrowth(read, out, job.limits, job.layer);
      yield chunk;
    }
  } finally {
    // Where it ends early a read may be under way: once the file is closed, that would read of the next layer, which gets the number
    // of the descriptor. A pipe can keep us waiting, and has no next layer.
    if (job.blob !== undefined) await input.return();
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

/**
 * Waits for the line that says what to do. The first comes when the parent has set up the user namespace around this process; when
 * none comes any more, the parent has gone.
 */
function receiveJob(): UnpackJob {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(65536);
  for (;;) {
    const length = readSync(CONTROL, chunk);
    if (length === 0) syscalls.exit(0);
    chunks.push(Buffer.from(chunk.subarray(0, length)));
    if (chunk[length - 1] === 0x0a) return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  }
}
