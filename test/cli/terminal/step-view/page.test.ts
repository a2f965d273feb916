import { describe, expect, it } from 'vitest';
import { quietWords } from '../../../../cli/terminal/step-view/page.ts';
import type { Told } from '../../../../machines/story.ts';
import { bundledStory } from '../../../fixtures/recorded-story.ts';

describe('quietWords', () => {
  const story = bundledStory('hello-world');
  const wordsAfter = (...told: readonly Told[]) => quietWords({ story: { ...story, told }, step: 'startInit' });
  const turn = (detail?: string): Told => ({ kind: 'turn', step: 'startInit', detail });

  it('says that it is the start at the first stop only', () => {
    expect(wordsAfter(turn())).toBe('Nothing yet: this is the start.');
    expect(wordsAfter(turn(), turn())).toBe('Nothing new since the last stop.');
  });

  it('names the kernel call that was made last', () => {
    expect(wordsAfter(turn(), turn('setsid()'), turn('chdir("/")'))).toMatch(/^setsid\(\): done\./);
  });

  it('tells what the kernel has answered to it, where that is known', () => {
    const next: Told = { kind: 'turn', step: 'startInit', detail: 'chdir("/")', answered: 'setsid() = 1' };
    expect(wordsAfter(turn(), turn('setsid()'), next)).toBe('setsid() = 1');
  });
});
