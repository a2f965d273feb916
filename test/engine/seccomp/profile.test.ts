import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../../engine/seccomp/default-profile.ts';
import { InvalidSeccompProfile } from '../../../engine/seccomp/errors.ts';
import { parseProfile } from '../../../engine/seccomp/profile.ts';
import fc from '../../fixtures/properties.ts';

const parse = (value: unknown) => parseProfile(JSON.stringify(value));

describe('parseProfile', () => {
  it('reads back every field of a profile', () => {
    expect(parse(DEFAULT_PROFILE)).toEqual(DEFAULT_PROFILE);
  });

  it('reads the form of the runtime-spec, and the oldest one with a name for each rule', () => {
    const action = 'SCMP_ACT_ALLOW';
    expect(parse({ defaultAction: 'SCMP_ACT_ERRNO', architectures: ['SCMP_ARCH_X86'] }).architectures).toEqual([
      'SCMP_ARCH_X86',
    ]);
    expect(parse({ defaultAction: action, syscalls: [{ name: 'read', action }] }).syscalls).toEqual([
      { names: ['read'], action },
    ]);
  });

  it('takes null for what is missing, as programs in Go write it', () => {
    const rule = { names: ['read'], action: 'SCMP_ACT_LOG', args: null, includes: null, excludes: {}, comment: '' };
    expect(parse({ defaultAction: 'SCMP_ACT_ERRNO', architectures: null, archMap: null, syscalls: [rule] })).toEqual({
      defaultAction: 'SCMP_ACT_ERRNO',
      syscalls: [{ names: ['read'], action: 'SCMP_ACT_LOG', excludes: {} }],
    });
  });

  it.each([
    ['{', 'not JSON'],
    ['[]', 'the profile must be an object, got []'],
    ['{}', 'defaultAction must be text, got nothing'],
    ['{"defaultAction":"x","architectures":["a"],"archMap":[{"architecture":"a"}]}', "'architectures' and 'archMap'"],
    ['{"defaultAction":"x","syscalls":[{"name":"a","names":["b"],"action":"y"}]}', "'name' and 'names'"],
    ['{"defaultAction":"x","syscalls":{}}', 'syscalls must be a list, got {}'],
    ['{"defaultAction":"x","syscalls":[{"names":[1],"action":"y"}]}', 'syscalls[0].names must be text, got 1'],
    [
      '{"defaultAction":"x","syscalls":[{"names":[],"action":"y","args":[{"index":0,"op":"z","value":18446744073709551615}]}]}',
      'syscalls[0].args.value must be a whole number from 0 to 2^53 - 1',
    ],
    ['{"defaultAction":"x","defaultErrnoRet":-1}', 'defaultErrnoRet must be a whole number'],
  ])('refuses %s', (text, message) => {
    expect(() => parseProfile(text)).toThrow(message);
    expect(() => parseProfile(text)).toThrow(InvalidSeccompProfile);
  });

  it('ends with a profile or with its own error, whatever it reads', () => {
    const fields = [
      'defaultAction',
      'syscalls',
      'archMap',
      'names',
      'action',
      'args',
      'includes',
      'index',
      'value',
      'op',
    ];
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 5 }, fc.jsonValue(), fc.array(tie('value')), tie('object')),
      object: fc.dictionary(fc.constantFrom(...fields), tie('value')),
    }));
    fc.assert(
      fc.property(value, (any) => {
        try {
          expect(parse(any).syscalls).toBeInstanceOf(Array);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidSeccompProfile);
        }
      }),
    );
  });
});
