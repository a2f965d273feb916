import { describe, expect, it } from 'vitest';
import { PANES, type PaneName } from '../../../cli/panes/pane.ts';
import { newestPane, paneFor } from '../../../cli/panes/panes.ts';
import { everyField } from '../../../cli/panes/pointer.ts';
import { STEPS } from '../../../machines/steps.ts';
import { evidenceOf } from '../../../machines/story.ts';
import { evidence, story } from '../../fixtures/pages.ts';
import { beginningsOf, bundledStory } from '../../fixtures/recorded-story.ts';

const whole = bundledStory('hello-world');
const names = PANES.filter((name): name is Exclude<PaneName, 'lesson'> => name !== 'lesson');

describe('the panes of a run', () => {
  it.each(names)('%s says why it is empty at the start, and has no badge then', (name) => {
    const pane = paneFor(name, story());
    expect(pane).toMatchObject({ name, document: undefined, badge: undefined });
    expect(pane.nothing).toMatch(/^[A-Z].*\.$/);
  });

  it.each(names)('%s has something to show at the end of a run, its badge, and a way to check it', (name) => {
    const pane = paneFor(name, whole);
    expect(pane.document).toBeDefined();
    expect(pane.badge).toBe('REPLAY');
    // The embedded registry has no address that somebody else could ask, and a program that has ended no calls.
    if (name !== 'registry' && name !== 'syscalls') expect(pane.check.length).toBeGreaterThan(0);
  });

  it.each(names)('%s is one document with every field that it explains, however far the run has come', (name) => {
    for (const told of beginningsOf(whole).filter((_, at) => at % 7 === 0)) {
      const { document, folded } = paneFor(name, told);
      const fields = document === undefined ? [] : [...everyField(document)].map(([pointer]) => pointer);
      const top = folded.filter((path) => path.lastIndexOf('/') === 0 && name !== 'process');
      expect(top.filter((path) => !fields.includes(path))).toEqual([]);
    }
  });

  it.each(['hello-world-rootless', 'exec-failure', 'pull-error'])('can all be made of every beginning of %s', (run) => {
    for (const told of beginningsOf(bundledStory(run)).filter((_, at) => at % 11 === 0))
      for (const name of names) expect(paneFor(name, told).name).toBe(name);
  });

  it('are worked out once for the same story', () => {
    expect(paneFor('config', whole)).toBe(paneFor('config', whole));
  });

  it('each step leads to one of them', () => {
    for (const step of Object.keys(STEPS) as (keyof typeof STEPS)[])
      expect(PANES).toContain(newestPane(story([{ kind: 'evidence', evidence: evidence({ step }) }])));
    expect(newestPane(story())).toBe('lesson');
    expect(evidenceOf(whole).length).toBeGreaterThan(15);
  });
});
