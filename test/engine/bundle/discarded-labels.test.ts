import { describe, expect, it } from 'vitest';
import { convertImage } from '../../../engine/bundle/convert.ts';
import { discardedLabels } from '../../../engine/bundle/discarded-labels.ts';
import { noOptions } from '../../fixtures/no-options.ts';
import { convertInput, host } from './input.ts';

const contexts = { process: 'u:r:a_t:s0', file: 'u:object_r:a_t:s0' };
const BOTH = { ...host, hasAppArmor: true, contexts };

describe('labels that were asked for', () => {
  it.each([
    [{ appArmor: 'mine' }, ['WARNING: The kernel has no AppArmor. Profile "mine" discarded.']],
    [{ labels: { type: 'a_t' } }, ['WARNING: The kernel has no policy of SELinux in force. Labels discarded.']],
    [{ appArmor: 'unconfined' }, []],
    [{}, []],
  ])('%j: where the kernel has no such module %j is said, and nothing where it has', (asked, said) => {
    const options = { ...noOptions, ...asked };
    expect(discardedLabels(options, convertImage(convertInput({ options, host })).spec)).toEqual(said);
    expect(discardedLabels(options, convertImage(convertInput({ options, host: BOTH })).spec)).toEqual([]);
  });
});
