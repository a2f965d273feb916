import type { Engine } from '../../engine/engine.ts';
import { familiarRepository, parseReference } from '../../engine/image/reference.ts';
import { UsageError } from '../errors.ts';
import { imageNames, type ListedImage } from '../image-list.ts';
import { booleanOf, readFilters, valuesOf } from './filters.ts';
import { namePattern } from './name-pattern.ts';
import { pruneFilter } from './prune-filter.ts';

const NAMES = ['reference', 'dangling', 'label', 'before', 'since', 'until'];

/**
 * Which images are wanted: of one of several references, with every label that is named, made before or after others.
 *
 * @param name what stands behind the options: one more reference
 * @throws FlagError, UsageError, NoSuchImage, in docker's words
 */
export function imageFilter(
  texts: readonly string[],
  name: string | undefined,
  engine: Pick<Engine, 'store'>,
  all: readonly ListedImage[],
): (image: ListedImage) => boolean {
  const filters = readFilters(texts, { flag: '-f, --filter', command: 'images', names: NAMES });
  const references = [...valuesOf(filters, 'reference'), ...(name ? [name] : [])].map(referenceFilter);
  const isDangling = booleanOf('dangling', filters, 'images');
  const isOfRecord = pruneFilter(filters, 'images', Date.now());
  const [before, since] = ['before', 'since'].map((one) =>
    valuesOf(filters, one).map((text) => createdOf(text, engine, all)),
  );
  return (image) =>
    (references.length === 0 || references.some((isMeant) => isMeant(image))) &&
    (isDangling === undefined || isDangling === (image.tag === undefined)) &&
    isOfRecord({ labels: image.labels, createdAt: new Date(timeOf(image)).toISOString() }) &&
    before!.every((time) => timeOf(image) < time) &&
    since!.every((time) => timeOf(image) > time);
}

/** By a pattern for the repository, or for it and the tag; or by any name that means the image. */
function referenceFilter(text: string): (image: ListedImage) => boolean {
  const pattern = namePattern(text);
  if (pattern === undefined)
    throw new UsageError(`invalid reference ${JSON.stringify(text)}: syntax error in pattern`, 'images');
  const isNamed = nameFilter(text);
  return (image) => {
    const { repository, tag, digest } = image;
    const whole = tag === undefined ? `${repository}@${digest}` : `${repository}:${tag}`;
    return pattern.test(repository) || pattern.test(whole) || isNamed(image);
  };
}

function nameFilter(text: string): (image: ListedImage) => boolean {
  try {
    const reference = parseReference(text);
    const hasTag = /:[^/]*$/.test(text);
    return ({ repository, tag }) => repository === familiarRepository(reference) && (!hasTag || tag === reference.tag);
  } catch {
    return () => false;
  }
}

/** Milliseconds since 1970; 0 for what does not say it. */
const timeOf = ({ created }: ListedImage): number => (created === undefined ? 0 : Date.parse(created) || 0);

function createdOf(text: string, engine: Pick<Engine, 'store'>, all: readonly ListedImage[]): number {
  const [found] = imageNames(engine, text);
  return timeOf(all.find(({ name }) => name === found)!);
}
