import { expect, it } from 'vitest';
import { parseConfig } from '../../../engine/bundle/parse-config.ts';
import { effectiveConfig } from '../../../engine/lifecycle/effective-config.ts';

/** A configuration with these capabilities, and what was warned of when it was made ready. */
function effectiveCapabilities(capabilities: Readonly<Record<string, readonly string[]>>) {
  const warnings: string[] = [];
  const config = parseConfig(
    JSON.stringify({
      ociVersion: '1.2.0',
      root: { path: 'rootfs' },
      process: { args: ['sh'], cwd: '/', user: { uid: 0, gid: 0 }, capabilities },
      linux: { namespaces: [{ type: 'mount' }] },
    }),
  );
  const effective = effectiveConfig(config, { debug: () => {}, warn: (message) => void warnings.push(message) });
  return { capabilities: effective.process?.capabilities, warnings };
}

it('takes a capability that nobody knows out of every set, warns of it once, and adds no set', () => {
  const sets = { bounding: ['CAP_KILL', 'CAP_NEW'], permitted: ['CAP_NEW'] };
  expect(effectiveCapabilities(sets)).toEqual({
    capabilities: { bounding: ['CAP_KILL'], permitted: [] },
    warnings: ['ignoring unknown or unavailable capabilities: ["CAP_NEW"]'],
  });
});

it('leaves capabilities as they are where all are known', () => {
  const sets = { bounding: ['CAP_KILL'], effective: ['CAP_KILL'] };
  expect(effectiveCapabilities(sets)).toEqual({ capabilities: sets, warnings: [] });
});
