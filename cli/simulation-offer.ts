import { familiarName, parseReference } from '../engine/image/reference.ts';
import { bundledRun } from './bundled-runs.ts';
import { OnlySimulated } from './errors.ts';

/** Says at once, where this is no Linux, that there are no containers. @throws OnlySimulated */
export function refuseOtherSystems(image: string, platform: string = process.platform): void {
  if (platform === 'linux') return;
  const hint =
    'Real runs need Linux, which may be in a virtual machine. A run that was recorded there can be looked at on any system: learn-run replay FILE';
  const failure = { message: `containers are made of Linux namespaces, and this is ${platform}`, hint };
  throw hasRecording(image) ? new OnlySimulated(image, failure) : new OnlySimulated('hello-world', failure);
}

/** The error, with the recorded run of the image as a way out where this host or user can make no containers. */
export function offerSimulation(error: unknown, image: string): unknown {
  const { code, message, hint } = (error ?? {}) as { code?: unknown; message: string; hint: string };
  if (code !== 'HOST_UNSUPPORTED' || !hasRecording(image)) return error;
  return new OnlySimulated(image, { message, hint: hint ?? '' }, error);
}

function hasRecording(image: string): boolean {
  return bundledRun(familiarName(parseReference(image)).replace(/:latest$/, '')) !== undefined;
}
