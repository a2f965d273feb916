import { describe, expect, it } from 'vitest';
import { pullMachine } from '../../machines/pull.ts';
import { config, descriptor, image, manifest, platform, reference } from '../fixtures/run-values.ts';
import { done, either, ended, failed, stuck, walk } from '../fixtures/walk.ts';

const endings = {
  contactRegistry: [
    done('contactRegistry', { challenge: undefined }),
    done('contactRegistry', { challenge: 'Bearer realm="https://auth.example/token"' }),
    failed('contactRegistry'),
  ],
  authorize: either('authorize'),
  resolveIndex: either('resolveIndex', { target: descriptor('1'), manifest: descriptor('2') }),
  fetchManifest: either('fetchManifest', { manifest }),
  fetchConfig: either('fetchConfig', { config }),
  'layer-0': either('layer-0'),
  'layer-1': either('layer-1'),
  recordImage: either('recordImage', image),
};
const paths = walk(pullMachine, { reference, platform }, endings);

describe('every path of the pull chart', () => {
  for (const { title, end } of ended(paths)) {
    it(title, () => {
      const failure = /error (\S+)$/.exec(title)?.[1];
      if (failure === undefined) {
        expect(end).toMatchObject({ status: 'done', value: 'pulled', output: image });
      } else {
        expect(end).toMatchObject({ status: 'error', error: `${failure} failed` });
      }
    });
  }

  it('leads to an end', () => {
    expect(stuck(paths)).toEqual([]);
  });

  it('fails at each actor that a pull may ask for', () => {
    const failures = new Set(ended(paths).map(({ end }) => end.error));
    for (const actor of Object.keys(endings)) expect(failures).toContain(`${actor} failed`);
  });
});

describe('the pull chart', () => {
  it('asks for a token only where the registry wants one', () => {
    for (const { states } of paths) {
      const isAuthorizing = states.some((state) => state.matches('authorizing'));
      expect(isAuthorizing).toBe(states.some(({ context }) => context.challenge !== undefined));
    }
  });

  it('records the image only after every layer', () => {
    for (const { states } of paths) {
      for (const state of states.filter((one) => one.matches('recordingImage'))) {
        expect(state.context.completeLayers).toBe(2);
      }
    }
  });

  it('goes on at once where an image has no layers', () => {
    const empty = walk(
      pullMachine,
      { reference, platform },
      {
        ...endings,
        fetchManifest: [done('fetchManifest', { manifest: { ...manifest, layers: [] } })],
        fetchConfig: [done('fetchConfig', { config: { ...config, rootfs: { type: 'layers', diff_ids: [] } } })],
      },
    );
    expect(empty.some(({ end }) => end.matches('pulled'))).toBe(true);
    expect(empty.some(({ end }) => end.matches('fetchingLayers'))).toBe(false);
  });
});
