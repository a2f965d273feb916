import { describe, expect, it } from 'vitest';
import { panesOf, quietWords } from '../../../../cli/terminal/step-view/page.ts';
import type { Evidence } from '../../../../machines/evidence.ts';
import type { Told } from '../../../../machines/story.ts';
import { evidence } from '../../../fixtures/pages.ts';
import { bundledStory } from '../../../fixtures/recorded-story.ts';

const page = (facts: Evidence['facts']) => ({
  justHappened: [evidence({ step: 'writeBundle', facts })],
  facts: {},
});

describe('panesOf', () => {
  it('shows kernel calls as strace prints them', () => {
    const syscalls = [
      { name: 'unshare', args: ['CLONE_NEWNS'], result: '0' },
      { name: 'mount', args: ['"none"', '"/"', 'null', 'MS_REC|MS_SLAVE', 'null'], result: 'EPERM' },
    ];
    const [pane] = panesOf(page({ syscalls }));
    expect(pane!.document).toBe('unshare(CLONE_NEWNS) = 0\nmount("none", "/", null, MS_REC|MS_SLAVE, null) = EPERM');
  });

  it('says behind each field of config.json who decided it, in one pane', () => {
    const facts = {
      'config.json': { hostname: 'box', process: { args: ['/hello'], cwd: '/' } },
      origins: {
        '/hostname': { from: 'option', detail: '--hostname' },
        '/process/args/0': { from: 'image', detail: 'config.Cmd' },
        '/process/cwd': { from: 'default', detail: "Docker's default" },
      },
    };
    const panes = panesOf(page(facts));
    expect(panes.map(({ title }) => title)).toEqual(['config.json']);
    expect(panes[0]!.notes).toEqual({
      '/hostname': 'option: --hostname',
      '/process/args/0': 'image: config.Cmd',
      '/process/cwd': "Docker's default",
    });
  });
});

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
