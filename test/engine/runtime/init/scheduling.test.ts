import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../engine/bundle/parse-config.ts';
import type { Process } from '../../../../engine/bundle/runtime-spec.ts';
import { settingScheduling } from '../../../../engine/runtime/init/scheduling.ts';
import { shownCall } from '../../../../engine/stub/show.ts';

function callsFor(memoryPolicy: object) {
  const { linux } = parseConfig(
    JSON.stringify({ ociVersion: '1.3.0', root: { path: 'rootfs' }, linux: { memoryPolicy } }),
  );
  return settingScheduling({} as Process, linux).map((call) => shownCall(call).name);
}

describe('settingScheduling', () => {
  it.each([{ mode: 'MPOL_DEFAULT' }, { mode: 'MPOL_LOCAL', nodes: '' }, { mode: 'MPOL_BIND', nodes: '0-7' }])(
    'sets the memory policy %j',
    (policy) => {
      expect(callsFor(policy)).toEqual(['set_mempolicy']);
    },
  );

  it.each([{}, { nodes: '0-7' }])(
    'refuses a memory policy without a mode, and says which modes there are: %j',
    (policy) => {
      expect(() => callsFor(policy)).toThrow(/^invalid memory policy mode "": expected one of MPOL_DEFAULT, /);
    },
  );

  it.each(['MPOL_DEFAULT', 'MPOL_LOCAL'])('refuses nodes that go with no memory policy such as %s', (mode) => {
    expect(() => callsFor({ mode, nodes: '0-7' })).toThrow(`memory policy mode requires 0 nodes but got 8: ${mode}`);
  });
});
