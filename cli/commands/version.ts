import packageJson from '../../package.json' with { type: 'json' };
import type { Io } from '../io.ts';

/** `learn-run --version`. */
export async function version(_words: readonly string[], { stdout }: Pick<Io, 'stdout'>): Promise<number> {
  stdout.write(`learn-run version ${packageJson.version}\n`);
  return 0;
}
