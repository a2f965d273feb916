import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import { InvalidDocument } from '../../../engine/image/errors.ts';
import { parseImageConfig, refuseLayerMismatch } from '../../../engine/image/image-config.ts';
import { OCI_MANIFEST } from '../../../engine/image/media-type.ts';
import fc from '../../fixtures/properties.ts';

const GOOD = { os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [digestOf('a')] } };
const parse = (fields: object = {}) => parseImageConfig(Buffer.from(JSON.stringify({ ...GOOD, ...fields })));
const execution = (config: object) => parse({ config }).config;

describe('parseImageConfig', () => {
  it('reads what the specification names, and nothing else', () => {
    const config = {
      User: '1000:1000',
      Env: ['PATH=/bin'],
      Entrypoint: ['/e'],
      Cmd: ['c'],
      WorkingDir: '/w',
      ExposedPorts: { '80/tcp': {} },
      Volumes: { '/v': {} },
      Labels: { a: 'b' },
      StopSignal: 'SIGTERM',
    };
    const history = [{ created: '2020-01-01T00:00:00Z', created_by: 'me', empty_layer: true }];
    const parsed = parse({
      config: { ...config, Healthcheck: { Interval: 1e300 } },
      history,
      container_config: { Cmd: 7 },
      unknown: true,
    });
    expect(parsed).toEqual({ ...GOOD, config, history });
  });

  it('takes what docker leaves null for unset', () => {
    expect(parse({ config: null, created: null, history: null, variant: null })).toEqual({ ...GOOD, config: {} });
    const nothing = {
      Env: null,
      Entrypoint: null,
      Cmd: null,
      Labels: null,
      Volumes: null,
      ExposedPorts: null,
      User: null,
      StopSignal: null,
    };
    expect(execution(nothing)).toEqual({});
    expect(execution({ Volumes: { '/v': null } })).toEqual({ Volumes: { '/v': {} } });
  });

  it('keeps empty lists and empty arguments as they are', () => {
    expect(execution({ Entrypoint: [], Cmd: [''] })).toEqual({ Entrypoint: [], Cmd: [''] });
  });

  it.each([
    { Entrypoint: '/bin/sh' },
    { Env: { PATH: '/bin' } },
    { Cmd: [1] },
    { User: 0 },
    { Labels: { a: 1 } },
    { Volumes: ['/v'] },
  ])('refuses %j, naming the field', (config) => {
    expect(() => execution(config)).toThrow(new RegExp(`^invalid image config: config\\.${Object.keys(config)[0]}`));
  });

  it.each([
    { rootfs: undefined },
    { rootfs: { type: 'foreign', diff_ids: [] } },
    { rootfs: { type: 'layers', diff_ids: ['sha256:1'] } },
    { os: 7 },
    { architecture: undefined },
  ])('refuses %j', (fields) => expect(() => parse(fields)).toThrow(InvalidDocument));

  it('keeps a label called __proto__ a label', () => {
    const text = JSON.stringify({ ...GOOD, config: {} }).replace(
      '"config":{}',
      '"config":{"Labels":{"__proto__":"x"}}',
    );
    expect(Object.entries(parseImageConfig(Buffer.from(text)).config.Labels!)).toEqual([['__proto__', 'x']]);
  });

  it('either refuses any JSON with InvalidDocument, or reads it', () => {
    const fields = fc.dictionary(
      fc.constantFrom('os', 'config', 'rootfs', 'history', 'created', 'variant'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fields, (patch) => {
        try {
          parse(patch);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidDocument);
        }
      }),
    );
  });
});

describe('refuseLayerMismatch', () => {
  it('wants as many diffIDs as layers', () => {
    const layer = { mediaType: 'x', digest: digestOf('a'), size: 1 };
    const manifest = { mediaType: OCI_MANIFEST, config: layer, layers: [layer] };
    refuseLayerMismatch(manifest, parse());
    expect(() => refuseLayerMismatch({ ...manifest, layers: [layer, layer] }, parse())).toThrow(
      "layers from manifest don't match image configuration",
    );
  });
});
