import { messageExecutable, PROGRAMS } from '../hello-world/image.ts';
import type { BuiltImage } from '../image.ts';
import { buildSpecimen, file } from './specimen.ts';

/** `exit-code`: says that it is not content, and exits with 42. */
export function buildExitCode(): BuiltImage {
  return buildSpecimen((architecture) => {
    const program = PROGRAMS.find(({ platform }) => platform.architecture === architecture)!;
    const content = messageExecutable(program, 'I end with exit code 42.\n', 42);
    return {
      layers: [{ line: 'COPY fail /', files: [file('fail', content, 0o755)] }],
      config: { Cmd: ['/fail'] },
    };
  });
}
