import { Writable } from 'node:stream';
import type { Io, Output } from '../../io.ts';
import type { CheckFunction } from '../check.ts';
import { CannotCheck } from '../errors.ts';

/** Performs the run that the learner asks for, here and now, and looks at how it ended and what it printed. */
export const checkRun: CheckFunction = async (settings, words, io) => {
  const line = words[0] === 'learn-run' ? words.slice(1) : words;
  if (line.length === 0) {
    throw new CannotCheck('this lesson wants to see a run', {
      hint: 'Write its options, image and command: learn-run lesson check IMAGE …',
    });
  }
  const { main } = await import('../../main.ts');
  const output = new Copy(io.stdout);
  const exit = await main(['run', ...(line[0] === 'run' ? line.slice(1) : line)], withOutput(io, output));
  const [wantedExit] = settings.exit ?? [];
  if (String(exit) !== wantedExit)
    return { passed: false, says: `It ended with exit code ${exit}, not ${wantedExit}.` };
  const unsaid = settings.prints?.find((text) => !output.text.includes(text));
  if (unsaid !== undefined) return { passed: false, says: `It did not print ${JSON.stringify(unsaid)}.` };
  const [image] = settings.image ?? [];
  if (image !== undefined && !line.includes(image)) return { passed: false, says: `That was not the image ${image}.` };
  return { passed: true, says: `It ended with exit code ${exit}, as it should.` };
};

/** The getter for stdin stays one: it is opened when it is first asked for. */
function withOutput(io: Io, stdout: Output): Io {
  return Object.create(io, { stdout: { value: stdout } }) as Io;
}

/** Passes on what is written, and remembers the beginning of it. */
class Copy extends Writable {
  static readonly #MOST = 256 * 1024;
  readonly #to: Writable;
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(to: Writable) {
    super();
    this.#to = to;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#length < Copy.#MOST) this.#chunks.push(chunk);
    this.#length += chunk.length;
    this.#to.write(chunk, done);
  }
}
