import { DATA_ADDRESS, elfExecutable } from '../../elf/executable.ts';
import { type BuiltImage, buildImage, type ImageSource } from '../image.ts';
import { amd64 } from './amd64.ts';
import { arm64 } from './arm64.ts';
import { MESSAGE } from './message.ts';
import type { Program } from './program.ts';
import { riscv64 } from './riscv64.ts';

/** The processors that `hello-world` was written for. */
export const PROGRAMS: readonly Program[] = [amd64, arm64, riscv64];

/** A fixed day, so that the digests never change by themselves. */
const CREATED = '2026-01-01T00:00:00Z';

/** An executable for one processor that writes the text to its standard output and exits with the status. */
export function messageExecutable(program: Program, text: string, status: number): Uint8Array {
  const message = Buffer.from(text);
  const code = program.code({ address: DATA_ADDRESS, length: message.length }, status);
  return elfExecutable(program.machine, code, message);
}

/** The executable `/hello` for one processor. */
export function helloExecutable(program: Program): Uint8Array {
  return messageExecutable(program, MESSAGE, 0);
}

/** The image `hello-world`: one file and how to run it, for each processor. */
export function buildHelloWorld(): BuiltImage {
  return buildImage(PROGRAMS.map(imageSource));
}

function imageSource(program: Program): ImageSource {
  return {
    platform: program.platform,
    layers: [[{ path: 'hello', mode: 0o755, mtime: Date.parse(CREATED) / 1000, content: helloExecutable(program) }]],
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Cmd: ['/hello'],
      WorkingDir: '/',
    },
    created: CREATED,
    history: [
      { created: CREATED, created_by: 'COPY hello /', comment: 'made byte by byte by learn-run' },
      { created: CREATED, created_by: 'CMD ["/hello"]', empty_layer: true },
    ],
  };
}
