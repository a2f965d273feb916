import { describe, expect, it } from 'vitest';
import { createActor, fromPromise, setup } from 'xstate';
import { plain } from '../../../../cli/inspector/bridges/plain.ts';
import fc from '../../../fixtures/properties.ts';

describe('plain data of anything', () => {
  it('leaves what JSON can hold as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = JSON.parse(JSON.stringify(value));
        expect(plain(copy)).toEqual(copy);
      }),
    );
  });

  it('never throws, and always makes something that JSON can hold', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withSet: true, withTypedArray: true }), (value) => {
        expect(typeof JSON.stringify(plain(value))).toBe('string');
      }),
    );
  });

  it('says what an error says, how many bytes there are, and that a thing holds itself', () => {
    const self: { self?: unknown } = {};
    self.self = self;
    const error = Object.assign(new Error('no such image'), { code: 'NOT_FOUND' });
    expect(plain({ error, bytes: new Uint8Array(3), self, f: () => 1, many: 2n })).toEqual({
      error: { name: 'Error', message: 'no such image', code: 'NOT_FOUND' },
      bytes: '[3 bytes]',
      self: { self: '[circular]' },
      many: '2',
    });
  });

  it('takes of a snapshot its data alone, and of an actor its name', () => {
    const work = fromPromise(() => new Promise(() => {}));
    const machine = setup({ actors: { work } }).createMachine({
      initial: 'busy',
      states: { busy: { invoke: { src: 'work', id: 'work' } } },
    });
    const actor = createActor(machine).start();
    expect(plain({ actor })).toEqual({ actor: { actor: actor.id } });
    const snapshot = plain(actor.getSnapshot());
    expect(snapshot).toMatchObject({ value: 'busy', status: 'active', children: { work: { actor: 'work' } } });
    expect(snapshot).not.toHaveProperty('machine');
  });
});
