import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { rm } from '../commands/rm.ts';
import type { Io } from '../io.ts';
import { openEngine } from '../open-engine.ts';

/** A world without images and without progress, in which a lesson is tried out. */
export interface Scratch {
  readonly io: Io;
  /** A path at which nothing is yet. */
  readonly directory: string;
  /** What was written to the streams since the last call. */
  takeOutput(): string;
  remove(): Promise<void>;
}

/** Makes one below the temporary directory, for the lessons of this pack. */
export function makeScratch(io: Io, pack: string): Scratch {
  const base = mkdtempSync(join(tmpdir(), 'learn-run-lesson-'));
  const chunks: Buffer[] = [];
  const stream = () =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
  const env = {
    ...io.env,
    LEARN_RUN_HOME: join(base, 'home'),
    XDG_STATE_HOME: join(base, 'state'),
    LEARN_RUN_LESSONS: pack,
  };
  const inside: Io = { stdin: io.stdin, stdout: stream(), stderr: stream(), env, uid: io.uid };
  return {
    io: inside,
    directory: join(base, 'directory'),
    takeOutput: () => Buffer.concat(chunks.splice(0)).toString(),
    remove: () => removeScratch(base, inside),
  };
}

/**
 * First the containers that go on in the background, with all that is not in the directory. Layers may belong to users
 * that only a user namespace can remove: the engine knows how.
 */
async function removeScratch(base: string, io: Io): Promise<void> {
  const engine = openEngine(io);
  try {
    const ids = engine.store.containers.list().map(({ id }) => id);
    if (ids.length > 0) await rm(['--force', ...ids], io);
    await engine.removeTree(base);
  } finally {
    await engine.close();
  }
}
