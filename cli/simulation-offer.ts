import { parseReference } from '../engine/image/reference.ts';
import { simulatedRun } from './bundled-runs.ts';
import { OnlySimulated } from './errors.ts';

/** Says at once, where this is no Linux, that there are no containers. @throws OnlySimulated */
export function refuseOtherSystems(image: string, platform: string = process.platform): void {
  if (platform === 'linux') return;
  const hint =
    'Real runs need Linux, which may be in a virtual machine. A run that was recorded there can be looked at on any system: learn-run replay FILE';
  throw new OnlySimulated(nearest(image), {
    message: `containers are made of Linux namespaces, and this is ${platform}`,
    hint,
  });
}

/** The error, with ways to see the run all the same where this host or user can make no containers. */
export function offerSimulation(error: unknown, image: string): unknown {
  const { code, message, hint } = (error ?? {}) as { code?: unknown; message: string; hint: string };
  if (code !== 'HOST_UNSUPPORTED') return error;
  return new OnlySimulated(nearest(image), { message, hint: hint ?? '' }, error);
}

/** The image, and a recorded run that is there: its own or that of hello-world. */
function nearest(image: string): { image: string; recorded: string } {
  return { image, recorded: simulatedRun(parseReference(image)) === undefined ? 'hello-world' : image };
}
