import type { Mount } from '../../bundle/runtime-spec.ts';
import type { Call, Caller } from '../../stub/call.ts';
import { DanglingLink } from '../errors.ts';
import { type Finish, type MountPlace, mountingAtOnce, mountLooking } from './make-mount.ts';
import { type ParsedMount, parseMount } from './parsed-mount.ts';
import { resolveLinks } from './resolve-links.ts';

/**
 * Mounts everything that config.json lists, in its order, and gives back what is to be done when everything else is: a
 * new file system stays writable until others are mounted in it.
 *
 * What can be asked for without looking first goes to init as one message.
 *
 * @see runtime-spec config.md#mounts
 */
export async function mountAll(init: Caller, place: MountPlace, mounts: readonly Mount[]): Promise<Finish[]> {
  const late: Finish[] = [];
  const waiting: Batch = [];
  for (const one of mounts) {
    const parsed = parseMount(one, place.directory);
    const calls = mountingAtOnce(place, parsed);
    if (calls) waiting.push({ parsed, calls });
    else {
      await flush(init, place, waiting.splice(0));
      await following(init, place, parsed, (real) => mountLooking(init, place, real, late));
    }
  }
  await flush(init, place, waiting);
  return late;
}

type Batch = { readonly parsed: ParsedMount; readonly calls: readonly Call<unknown>[] }[];

/**
 * Makes the calls of several mounts; where links lead to what is not there yet, that mount is made by itself and the
 * others behind it.
 */
async function flush(init: Caller, place: MountPlace, batch: Batch): Promise<void> {
  const owners = new Map<Error, number>();
  const tagged = batch.flatMap(({ calls }, index) =>
    calls.map((call) => ({
      ...call,
      explain: (error: Parameters<NonNullable<Call['explain']>>[0]) => {
        const told = call.explain?.(error) ?? error;
        owners.set(told, index);
        return told;
      },
    })),
  );
  try {
    await init.callAll(tagged);
  } catch (error) {
    const index = owners.get(error as Error);
    if (!(error instanceof DanglingLink) || index === undefined) throw error;
    const { parsed } = batch[index]!;
    await init.callAll(place.root.clearing());
    const destination = await resolveLinks(init, place.root, parsed.destination);
    await init.callAll(mountingAtOnce(place, { ...parsed, destination })!);
    await flush(init, place, batch.slice(index + 1));
  }
}

/** The same for a mount that cannot be one of several. */
async function following(
  init: Caller,
  { root }: MountPlace,
  parsed: ParsedMount,
  use: (parsed: ParsedMount) => Promise<void>,
): Promise<void> {
  try {
    await use(parsed);
  } catch (error) {
    if (!(error instanceof DanglingLink)) throw error;
    await init.callAll(root.clearing());
    await use({ ...parsed, destination: await resolveLinks(init, root, parsed.destination) });
  }
}
