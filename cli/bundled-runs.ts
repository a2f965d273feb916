import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { familiarName, parseReference } from '../engine/image/reference.ts';
import { NotSimulated } from './errors.ts';

const EXTENSION = '.run';

/** The names of the recorded runs that learn-run carries along. */
export function bundledRuns(): string[] {
  const directory = bundledDirectory();
  if (directory === undefined) return [];
  const files = readdirSync(directory).filter((file) => file.endsWith(EXTENSION));
  return files.map((file) => basename(file, EXTENSION)).toSorted();
}

/** The file of a recorded run that learn-run carries along; undefined where it carries none of this name. */
export function bundledRun(name: string): string | undefined {
  return bundledRuns().includes(name) ? join(bundledDirectory()!, `${name}${EXTENSION}`) : undefined;
}

/** The recorded run of an image, which has the image's name. @throws NotSimulated */
export function simulatedRun(image: string): string {
  const name = familiarName(parseReference(image)).replace(/:latest$/, '');
  const file = bundledRun(name);
  if (file === undefined) throw new NotSimulated(image, bundledRuns());
  return file;
}

/** `lessons/runs`, seen from the sources (`cli/`) and from the bundled command (`dist/bin/`). */
function bundledDirectory(): string | undefined {
  const places = ['../lessons/runs/', '../../lessons/runs/'];
  return places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
}
