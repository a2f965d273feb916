import type { Json } from '../../engine/json.ts';
import { evidenceOf, type Story } from '../../machines/story.ts';
import { type Pane, paneOf } from './pane.ts';
import { pointerPart } from './pointer.ts';

/** Everything that was found, step by step, as it was told: what the other panes are made of. */
export function evidencePane(story: Story): Pane {
  const all = evidenceOf(story);
  const entries = all.map(({ step, sentence, facts }, at): [string, Json] => [
    `${at + 1} ${step}`,
    { sentence, ...facts },
  ]);
  return paneOf({
    name: 'evidence',
    title: 'all evidence, as it came',
    badge: all.length === 0 ? undefined : story.badge,
    document: all.length === 0 ? undefined : Object.fromEntries(entries),
    folded: entries.map(([name]) => `/${pointerPart(name)}`),
    check: [...new Set(all.flatMap(({ check }) => check))],
    nothing: 'Nothing was found yet: this is the start.',
  });
}
