import { join } from 'node:path';
import { helloExecutable, PROGRAMS } from '../../engine/embedded/hello-world/image.ts';
import { type ImageSize, writeLargeImage } from './large-image.ts';
import { sh } from './surroundings.ts';

/** Makes an image of this size that runs `hello`, and pushes it to a registry without TLS. */
export function publish(directory: string, image: string, seed: number, size?: ImageSize): void {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const program = helloExecutable(PROGRAMS.find(({ platform }) => platform.architecture === architecture)!);
  const layout = writeLargeImage(join(directory, `large-${size?.files ?? ''}-${seed}`), program, seed, size);
  sh('skopeo', 'copy', '--quiet', '--dest-tls-verify=false', layout, `docker://${image}`);
}
