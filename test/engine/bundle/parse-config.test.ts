import { describe, expect, it } from 'vitest';
import { parseConfig, parseProcess } from '../../../engine/bundle/parse-config.ts';

/** A config.json that limits processes. */
function config(ociVersion: string, limit: number): string {
  return JSON.stringify({
    ociVersion,
    root: { path: 'rootfs' },
    linux: { namespaces: [{ type: 'mount' }], resources: { pids: { limit }, memory: { limit: 7 } } },
  });
}

const resources = (ociVersion: string, limit: number) => parseConfig(config(ociVersion, limit)).linux.resources;

describe('parseConfig', () => {
  it.each(['1.0.0', '1.0.2-dev', '1.2.1'])('takes no processes for nothing said in a file of %s', (version) => {
    expect(resources(version, 0)).toEqual({ pids: {}, memory: { limit: 7 } });
    expect(resources(version, 5)?.pids).toEqual({ limit: 5 });
    expect(resources(version, -1)?.pids).toEqual({ limit: -1 });
  });

  it.each(['1.3.0', '1.10.0'])('takes it for a limit in a file of %s', (version) => {
    expect(resources(version, 0)?.pids).toEqual({ limit: 0 });
  });

  it('keeps numbers that JavaScript would round', () => {
    const text = config('1.3.0', 0).replace('"limit":7', '"limit":9223372036854775807');
    expect(parseConfig(text).linux.resources?.memory?.limit).toBe(9223372036854775807n);
  });

  it('maps no ids of a mount whose lists of them are empty', () => {
    const mount = { destination: '/data', type: 'tmpfs', source: 'tmpfs', options: [] };
    const written = { ...JSON.parse(config('1.3.0', 0)), mounts: [{ ...mount, uidMappings: [], gidMappings: [] }] };
    expect(parseConfig(JSON.stringify(written)).mounts).toEqual([mount]);
  });
});

describe('parseProcess', () => {
  const process = (fields: object) => JSON.stringify({ args: ['true'], cwd: '/', ...fields });
  const own = parseProcess(process({ capabilities: { bounding: ['CAP_KILL'] }, apparmorProfile: 'strict' }));

  it.each([{}, { capabilities: null, apparmorProfile: '' }])(
    'lets a process that says %o have the rights of the container',
    (said) => {
      expect(parseProcess(process(said), own)).toEqual(own);
    },
  );

  it('takes those that are said, also where they are none', () => {
    const said = parseProcess(process({ capabilities: {}, apparmorProfile: 'other' }), own);
    expect(said).toMatchObject({ capabilities: { bounding: [] }, apparmorProfile: 'other' });
  });
});
