import { randomBytes } from 'node:crypto';
import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { attachedSinks, displayOutput, sinkOf } from '../../../cli/terminal/output-display.ts';

/** A stream that takes bytes only when told to. */
function slowStream() {
  const waiting: (() => void)[] = [];
  const taken: Buffer[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      taken.push(chunk);
      waiting.push(done);
    },
  });
  return { stream, taken, takeOne: () => waiting.shift()?.() };
}

describe('the output of a container', () => {
  it('arrives byte for byte, each stream on its own', async () => {
    const bytes = randomBytes(300_000);
    const written: Buffer[] = [];
    const sink = async (chunk: Buffer) => written.push(chunk) > 0;
    const counts = await displayOutput(
      {
        stdout: Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]),
        stderr: Readable.from([Buffer.from('oops')]),
      },
      { stdout: sink, stderr: async () => true },
    );
    expect(Buffer.concat(written).equals(bytes)).toBe(true);
    expect(counts).toEqual({ stdoutBytes: 300_000, stderrBytes: 4 });
  });

  it('is taken from the program and shown to nobody where the stream is not named', async () => {
    const written: string[] = [];
    const sink = async (chunk: Buffer) => written.push(chunk.toString()) > 0;
    const { stdout, stderr } = attachedSinks(['stdin', 'stderr'], { stdout: sink, stderr: sink });
    expect([await stdout(Buffer.from('out')), await stderr(Buffer.from('err'))]).toEqual([true, true]);
    expect(written).toEqual(['err']);
    expect(attachedSinks(undefined, { stdout: sink, stderr: sink })).toEqual({ stdout: sink, stderr: sink });
  });

  it('waits for a reader that does not take it', async () => {
    const { stream, taken, takeOne } = slowStream();
    const sink = sinkOf(stream);
    let isTaken = false;
    const first = sink(Buffer.from('a')).then(() => {
      isTaken = true;
    });
    await new Promise(setImmediate);
    expect([taken.length, isTaken]).toEqual([1, false]);
    takeOne();
    await first;
    expect(isTaken).toBe(true);
  });

  it('is given up quietly when its reader is gone, and the container is told by a closed pipe', async () => {
    const gone = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    gone.on('error', () => {});
    const container = new PassThrough();
    container.write('yes\n');
    const display = displayOutput(
      { stdout: container, stderr: Readable.from([]) },
      { stdout: sinkOf(gone), stderr: async () => true },
    );
    await expect(display).resolves.toEqual({ stdoutBytes: 4, stderrBytes: 0 });
    expect(container.destroyed).toBe(true);
  });

  it('fails where it cannot be written for another reason', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
    });
    full.on('error', () => {});
    await expect(sinkOf(full)(Buffer.from('x'))).rejects.toThrow('no space');
  });
});
