import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LESSON_REGISTRY } from '../engine/embedded/catalogue.ts';
import { familiarName, type Reference } from '../engine/image/reference.ts';

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

/** The recorded run of an image, which has the image's name; undefined where learn-run carries none. */
export function simulatedRun(reference: Reference): string | undefined {
  return bundledRun(runName(reference));
}

/** What a recorded run of the image would be called; those of the lessons are named without their registry. */
export function runName(reference: Reference): string {
  const name = familiarName(reference).replace(/:latest$/, '');
  return reference.registry === LESSON_REGISTRY ? name.slice(LESSON_REGISTRY.length + 1) : name;
}

/** `lessons/runs`, seen from the sources (`cli/`) and from the bundled command (`dist/bin/`). */
function bundledDirectory(): string | undefined {
  const places = ['../lessons/runs/', '../../lessons/runs/'];
  return places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
}
