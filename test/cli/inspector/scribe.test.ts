import { expect, it } from 'vitest';
import { Journal } from '../../../cli/inspector/journal.ts';
import type { News } from '../../../cli/inspector/page/messages.ts';
import { Scribe } from '../../../cli/inspector/scribe.ts';

const event = (name: string): News => ({ kind: 'event', actor: 'run', event: name, from: null });
const evidence = (facts: Record<string, string>): News => ({
  kind: 'evidence',
  call: 1,
  evidence: { step: 'startInit', badge: 'REAL', sentence: 'held', facts, check: [] },
});
const LONG = 'x'.repeat(200_000);

it('numbers the lines without a gap, and gives each its time', () => {
  const scribe = new Scribe();
  const lines = [scribe.write(event('a'), 0), scribe.write(event('b'), 1.5)].map(({ line }) => JSON.parse(line));
  expect(lines).toMatchObject([
    { sequence: 0, at: 0, event: 'a' },
    { sequence: 1, at: 1.5, event: 'b' },
  ]);
});

it('leaves what is large out of the line and tells its number, the same that the journal of another thread gives it', () => {
  const [scribe, journal] = [new Scribe(), new Journal()];
  journal.add([scribe.write(evidence({ first: LONG, small: 'y' }), 0), scribe.write(evidence({ second: LONG }), 1)]);
  const facts = [0, 1].map((line) => JSON.parse(journal.line(line)!).evidence.facts);
  expect(facts).toEqual([
    { first: { $kept: 0, length: 200_002 }, small: 'y' },
    { second: { $kept: 1, length: 200_002 } },
  ]);
  expect([0, 1, 2].map((number) => journal.document(number)?.length)).toEqual([200_002, 200_002, undefined]);
});

it('keeps many small documents in one line, however long that becomes', () => {
  const facts = Object.fromEntries(Array.from({ length: 3 }, (_, at) => [`pane ${at}`, 'x'.repeat(60_000)]));
  const { line, documents } = new Scribe().write(evidence(facts), 0);
  expect([JSON.parse(line).evidence.facts, documents]).toEqual([facts, []]);
});
