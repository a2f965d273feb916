import { familiarName, type Reference } from '../../engine/image/reference.ts';
import type { PaceListener } from '../../machines/actors/pace.ts';
import type { Evidence, Progress } from '../../machines/evidence.ts';
import type { ProgressDisplay } from './pull-progress.ts';

/** What has to be known beside the steps, to tell a pull in docker's words. */
export interface PullStoryOptions {
  readonly reference: Reference;
  /** What the name stood for before: docker says whether anything is newer. */
  readonly previousDigest: string | undefined;
  /** True where `run` found the image missing and says so; `pull` and `--pull always` do not. */
  readonly saysMissing: boolean;
}

/**
 * Tells a pull in docker's words and docker's order, from the steps it takes and their evidence:
 * `Unable to find image`, `Pulling from`, the layers, `Digest`, `Status`.
 */
export function pullStory(display: ProgressDisplay, options: PullStoryOptions): PaceListener {
  const { reference, previousDigest, saysMissing } = options;
  const name = familiarName(reference);
  // Layers that were there before are only worth a line where the image as a whole is new.
  let known: Progress[] = [];
  return {
    onTurn(step, detail) {
      if (detail !== undefined) return;
      if (step === 'contactRegistry' && saysMissing) display.say(`Unable to find image '${name}' locally`);
      if (step === 'fetchManifest')
        display.say(`${reference.digest === undefined ? reference.tag : name}: Pulling from ${reference.repository}`);
    },
    onProgress(progress) {
      if (progress.kind === 'layer' && progress.status === 'Already exists') {
        known.push(progress);
        return;
      }
      for (const layer of known) display.show(layer);
      known = [];
      display.show(progress);
    },
    onEvidence(evidence) {
      if (evidence.step !== 'recordImage') return;
      const digest = targetOf(evidence);
      const isNew = digest !== previousDigest;
      if (isNew) for (const layer of known) display.show(layer);
      display.say(`Digest: ${digest}`);
      display.say(isNew ? `Status: Downloaded newer image for ${name}` : `Status: Image is up to date for ${name}`);
      display.end();
    },
  };
}

/** Tells nothing of a pull, for `--quiet`, and of the rest what a person must hear: a warning, or that memory ran out. */
export function quietStory(display: ProgressDisplay): PaceListener {
  return {
    onProgress(progress) {
      if (progress.kind !== 'layer') display.show(progress);
    },
  };
}

function targetOf({ facts }: Evidence): string {
  const image = facts.image as { readonly target?: { readonly digest?: string } } | undefined;
  return image?.target?.digest ?? '';
}
