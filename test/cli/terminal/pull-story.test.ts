import { describe, expect, it } from 'vitest';
import { pullProgress } from '../../../cli/terminal/pull-progress.ts';
import { type PullStoryOptions, pullStory, quietStory } from '../../../cli/terminal/pull-story.ts';
import { parseReference } from '../../../engine/image/reference.ts';
import type { LayerStatus } from '../../../machines/evidence.ts';
import { capturedOutput } from '../../fixtures/terminal.ts';

const DIGEST = `sha256:${'d'.repeat(64)}`;

/** What is printed for a pull with one layer that goes through these statuses. */
function told(name: string, options: Partial<PullStoryOptions>, statuses: readonly LayerStatus[]): string[] {
  const out = capturedOutput();
  const reference = parseReference(name);
  const story = pullStory(pullProgress(out), { reference, previousDigest: undefined, saysMissing: false, ...options });
  story.onTurn!('contactRegistry', undefined, {});
  story.onTurn!('fetchManifest', undefined, {});
  for (const status of statuses) {
    story.onProgress!({ kind: 'layer', digest: `sha256:${'a'.repeat(64)}`, status, current: 0, total: 0 });
  }
  story.onEvidence!({
    step: 'recordImage',
    badge: 'REAL',
    sentence: '',
    facts: { image: { target: { digest: DIGEST } } },
    check: [],
  });
  return out.text().trimEnd().split('\n');
}

// Expected lines as docker 20.10.24 prints them for `docker run` and `docker pull` into a pipe.
describe('a pull, told in the words of docker', () => {
  it('of a missing image begins with the complaint of run', () => {
    expect(
      told('hello-world', { saysMissing: true }, ['Pulling fs layer', 'Download complete', 'Pull complete']),
    ).toEqual([
      "Unable to find image 'hello-world:latest' locally",
      'latest: Pulling from library/hello-world',
      'aaaaaaaaaaaa: Pulling fs layer',
      'aaaaaaaaaaaa: Download complete',
      'aaaaaaaaaaaa: Pull complete',
      `Digest: ${DIGEST}`,
      'Status: Downloaded newer image for hello-world:latest',
    ]);
  });

  it('of an image that is here already says so, without its layers', () => {
    expect(told('127.0.0.1:5000/library/two', { previousDigest: DIGEST }, ['Already exists'])).toEqual([
      'latest: Pulling from library/two',
      `Digest: ${DIGEST}`,
      'Status: Image is up to date for 127.0.0.1:5000/library/two:latest',
    ]);
  });

  it('of an image that shares a layer names that layer', () => {
    expect(told('two', {}, ['Already exists'])).toContain('aaaaaaaaaaaa: Already exists');
  });

  it('by digest names the whole reference', () => {
    const name = `127.0.0.1:5000/library/one@${DIGEST}`;
    expect(told(name, {}, [])[0]).toBe(`${name}: Pulling from library/one`);
  });
});

describe('a run whose pull nobody wants to hear of', () => {
  it('tells no layer, and every line that is meant for a person', () => {
    const out = capturedOutput();
    const story = quietStory(pullProgress(out));
    story.onTurn?.('contactRegistry', undefined, {});
    story.onProgress!({ kind: 'layer', digest: DIGEST, status: 'Pull complete', current: 0, total: 0 });
    story.onProgress!({ kind: 'line', text: 'learn-run: killed by the OOM killer' });
    expect(out.text()).toBe('learn-run: killed by the OOM killer\n');
  });
});
