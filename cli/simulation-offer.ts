import type { Reference } from '../engine/image/reference.ts';
import { simulatedRun } from './bundled-runs.ts';
import { OnlySimulated } from './errors.ts';

/** What was to be run. */
export interface Wanted {
  readonly reference: Reference;
  /** What a person types for it behind the options: a name, or a directory with `--rootfs` in front. */
  readonly words: string;
}

/** Says at once, where this is no Linux, that there are no containers. @throws OnlySimulated */
export function refuseOtherSystems(wanted: Wanted, platform: string = process.platform): void {
  if (platform === 'linux') return;
  const hint =
    'Real runs need Linux, which may be in a virtual machine. A run that was recorded there can be looked at on any system: learn-run replay FILE';
  throw new OnlySimulated(nearest(wanted), {
    message: `containers are made of Linux namespaces, and this is ${platform}`,
    hint,
  });
}

/** The error, with ways to see the run all the same where this host or user can make no containers. */
export function offerSimulation(error: unknown, wanted: Wanted): unknown {
  const { code, message, hint } = (error ?? {}) as { code?: unknown; message: string; hint: string };
  if (code !== 'HOST_UNSUPPORTED') return error;
  return new OnlySimulated(nearest(wanted), { message, hint: hint ?? '' }, error);
}

/** The image, and a recorded run that is there: its own or that of hello-world. */
function nearest({ reference, words }: Wanted): { image: string; recorded: string } {
  return { image: words, recorded: simulatedRun(reference) === undefined ? 'hello-world' : words };
}
