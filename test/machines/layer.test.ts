import { describe, expect, it } from 'vitest';
import { layerMachine } from '../../machines/layer.ts';
import { descriptor, digest, reference } from '../fixtures/run-values.ts';
import { done, either, ended, failed, stuck, walk } from '../fixtures/walk.ts';

const input = { reference, layer: descriptor('4'), diffId: digest('6'), parents: [] };
const paths = walk(layerMachine, input, {
  locateLayer: [done('locateLayer', { exists: true }), done('locateLayer', { exists: false }), failed('locateLayer')],
  downloadLayer: either('downloadLayer'),
  verifyLayer: either('verifyLayer'),
  extractLayer: either('extractLayer'),
});

const expected: Record<string, unknown> = {
  'done locateLayer': 'alreadyExists',
  'done locateLayer → done downloadLayer → done verifyLayer → done extractLayer': 'complete',
  'error locateLayer': 'locateLayer failed',
  'done locateLayer → error downloadLayer': 'downloadLayer failed',
  'done locateLayer → done downloadLayer → error verifyLayer': 'verifyLayer failed',
  'done locateLayer → done downloadLayer → done verifyLayer → error extractLayer': 'extractLayer failed',
};

describe('every path of the layer chart', () => {
  for (const { title, end } of ended(paths)) {
    it(title, () => {
      expect(end.status === 'error' ? end.error : end.value).toBe(expected[title]);
    });
  }

  it('is one of those that are expected, and none is missing', () => {
    expect(
      ended(paths)
        .map(({ title }) => title)
        .toSorted(),
    ).toEqual(Object.keys(expected).toSorted());
    expect(stuck(paths)).toEqual([]);
  });

  it("carries one of Docker's progress words in each state", () => {
    const words = new Set(paths.flatMap(({ end }) => [...end.tags]));
    expect(paths.every(({ end }) => end.tags.size === 1)).toBe(true);
    expect([...words].toSorted()).toEqual([
      'Already exists',
      'Downloading',
      'Extracting',
      'Pull complete',
      'Pulling fs layer',
      'Verifying Checksum',
    ]);
  });
});
