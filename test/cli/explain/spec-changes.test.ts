import { describe, expect, it } from 'vitest';
import { changeTexts } from '../../../cli/explain/change-text.ts';
import { specChanges } from '../../../cli/explain/spec-changes.ts';
import { convertImage } from '../../../engine/bundle/convert.ts';
import type { Spec } from '../../../engine/bundle/runtime-spec.ts';
import { convertInput } from '../../engine/bundle/input.ts';
import { noOptions } from '../../fixtures/no-options.ts';

const spec = (options: object = {}): Spec => convertImage(convertInput({ options: { ...noOptions, ...options } })).spec;

describe('the changes of config.json', () => {
  it('are none between a file and itself', () => expect(specChanges(spec(), spec())).toEqual([]));

  it('tell a field that is set, that is gone, and that is another one', () => {
    expect(specChanges(spec(), spec({ resources: { memory: 2 ** 26 } }))).toEqual([
      { pointer: '/linux/resources/memory/limit', before: undefined, after: 2 ** 26 },
      { pointer: '/linux/resources/memory/swap', before: undefined, after: 2 ** 27 },
    ]);
    expect(specChanges(spec({ readOnly: true }), spec())).toContainEqual({
      pointer: '/root/readonly',
      before: true,
      after: false,
    });
  });

  it('tell entries of lists apart by their names, whatever their place', () => {
    const changes = specChanges(spec(), spec({ network: 'host' }));
    expect(changes).toContainEqual({
      pointer: '/linux/namespaces[network]',
      before: { type: 'network' },
      after: undefined,
    });
    expect(changes.some(({ pointer }) => pointer.includes('[uts]'))).toBe(false);
  });

  it('tell lists that change alike at once, and name what they are about', () => {
    const texts = changeTexts(specChanges(spec(), spec({ capDrop: ['CHOWN', 'KILL'] })));
    expect(texts).toContain('- /process/capabilities/bounding, effective, permitted: CHOWN KILL');
  });

  it('show a mount as mount(8) has it', () => {
    const placed = [{ type: 'tmpfs', target: '/t', readOnly: false, options: ['size=1m'], by: '--tmpfs' }] as const;
    const { spec: other } = convertImage(convertInput({ placed }));
    expect(changeTexts(specChanges(spec(), other))).toEqual(['+ /mounts[/t] tmpfs tmpfs (size=1m)']);
  });
});
