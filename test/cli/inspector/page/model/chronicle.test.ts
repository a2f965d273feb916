import { describe, expect, it } from 'vitest';
import type { Message, News } from '../../../../../cli/inspector/page/messages.ts';
import { Chronicle, NOW } from '../../../../../cli/inspector/page/model/chronicle.ts';
import fc from '../../../../fixtures/properties.ts';
import { chronicleOf, chronicleOfNews, stepEvents } from '../../../../fixtures/story.ts';

const END: News = { kind: 'end', ending: '', exitCode: 0, error: null };
const actor = (name: string): News => ({ kind: 'actor', actor: name, parent: null, machine: null });

describe('the chronicle', () => {
  it('takes each message once, and none before those that come before it', () => {
    const chronicle = new Chronicle();
    const message = (sequence: number): Message => ({ ...END, sequence, at: 0 });
    chronicle.add([message(1)]);
    chronicle.add([message(0), message(1)]);
    chronicle.add([message(0), message(1), message(2)]);
    expect(chronicle.messages.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
  });

  it('finds what had been told at a moment, and what was told last', () => {
    const chronicle = chronicleOfNews(actor('a'), END, actor('b'));
    expect(chronicle.of('actor').map((one) => one.actor)).toEqual(['a', 'b']);
    expect(chronicle.of('actor', 2).map((one) => one.actor)).toEqual(['a']);
    expect([chronicle.last('actor')?.actor, chronicle.last('actor', 1)?.actor]).toEqual(['b', 'a']);
    expect(chronicle.last('actor', 0)).toBeUndefined();
  });

  it('agrees with a look at every message, at every moment', () => {
    const kinds = fc.array(fc.constantFrom(actor('a'), END));
    fc.assert(
      fc.property(kinds, fc.nat(50), (news, moment) => {
        const chronicle = chronicleOfNews(...news);
        const told = chronicle.messages.filter(({ kind, sequence }) => kind === 'actor' && sequence < moment);
        expect(chronicle.of('actor', moment)).toEqual(told);
        expect(chronicle.last('actor', moment)).toEqual(told.at(-1));
      }),
    );
  });

  it('knows documents by their names, each with where it comes from', () => {
    const chronicle = chronicleOf([
      ...stepEvents(1, 'resolveIndex', 'an index', { manifest: 1 }),
      ...stepEvents(2, 'fetchManifest', 'a manifest', { manifest: 2, http: [] }),
    ]);
    expect(chronicle.fact('manifest')).toMatchObject({ value: 2, step: 'fetchManifest', badge: 'REPLAY', call: 2 });
    const earlier = chronicle.facts('manifest')[1]!.sequence;
    expect(chronicle.fact('manifest', earlier)).toMatchObject({ value: 1, step: 'resolveIndex' });
    expect(chronicle.factNames(earlier)).toEqual(['manifest']);
    expect(chronicle.factNames(NOW)).toEqual(['manifest', 'http']);
  });
});
