import { describe, expect, it } from 'vitest';
import { evidenceOf, factOf, failureOf, hasEnded, outputOf, outputsOf } from '../../machines/story.ts';
import { evidence, story } from '../fixtures/pages.ts';

const told = story([
  { kind: 'turn', step: 'lookUpImage', detail: undefined },
  { kind: 'evidence', evidence: evidence({ facts: { a: 1, b: 1 } }) },
  { kind: 'ended', step: 'lookUpImage', output: {} },
  { kind: 'ended', step: 'locateLayer', output: { exists: true } },
  { kind: 'ended', step: 'locateLayer', output: { exists: false } },
  { kind: 'evidence', evidence: evidence({ step: 'fetchManifest', facts: { a: 2 } }) },
  { kind: 'failed', step: 'fetchConfig', error: { message: 'not found', hint: '' } },
  { kind: 'failed', step: 'proveCleanup', error: { message: 'later', hint: '' } },
]);

describe('a story', () => {
  it('has evidence, of all steps or of one', () => {
    expect(evidenceOf(told).map(({ step }) => step)).toEqual(['lookUpImage', 'fetchManifest']);
    expect(evidenceOf(told, 'fetchManifest')).toHaveLength(1);
  });

  it('has the newest document of a name, of all steps or of one', () => {
    expect([factOf(told, 'a'), factOf(told, 'b'), factOf(told, 'a', 'lookUpImage'), factOf(told, 'c')]).toEqual([
      2,
      1,
      1,
      undefined,
    ]);
  });

  it('has what a step gave back, each time', () => {
    expect(outputsOf(told, 'locateLayer')).toEqual([{ exists: true }, { exists: false }]);
    expect([outputOf(told, 'locateLayer'), outputOf(told, 'startInit')]).toEqual([{ exists: false }, undefined]);
  });

  it('knows what is over, well or not, and what went wrong first', () => {
    expect([hasEnded(told, 'lookUpImage'), hasEnded(told, 'fetchConfig'), hasEnded(told, 'fetchManifest')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(failureOf(told)).toEqual({ step: 'fetchConfig', message: 'not found', hint: '' });
    expect(failureOf(story())).toBeUndefined();
  });
});
