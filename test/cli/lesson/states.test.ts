import { describe, expect, it } from 'vitest';
import { lessonOfState } from '../../../cli/lesson/states.ts';

describe('lessonOfState', () => {
  it.each([
    ['imageCheck', 'image-check'],
    ['pull.fetchingManifest', 'manifest'],
    ['fetchingManifest', 'manifest'],
    ['creating.preparingSnapshot', 'whiteouts-and-overlay'],
    ['container.creating.preparingSnapshot', 'whiteouts-and-overlay'],
    ['fetchManifest', 'manifest'],
    ['proveCleanup', 'cleanup'],
  ])('%s is explained by %s', (name, lesson) => {
    expect(lessonOfState(name)).toBe(lesson);
  });

  it.each(['', 'nowhere', 'toString', 'run'])('nothing explains %j', (name) => {
    expect(lessonOfState(name)).toBeUndefined();
  });
});
