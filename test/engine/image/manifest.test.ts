import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import {
  DocumentTooLarge,
  InvalidDocument,
  MediaTypeMismatch,
  UnsupportedMediaType,
} from '../../../engine/image/errors.ts';
import { parseManifest } from '../../../engine/image/manifest.ts';
import {
  DOCKER_CONFIG,
  DOCKER_LAYER_GZIP,
  DOCKER_MANIFEST,
  OCI_CONFIG,
  OCI_INDEX,
  OCI_LAYER_GZIP,
  OCI_MANIFEST,
} from '../../../engine/image/media-type.ts';
import fc from '../../fixtures/properties.ts';

const OCI = { mediaType: OCI_MANIFEST };
const descriptor = (mediaType: string, content = 'x') => ({
  mediaType,
  digest: digestOf(content),
  size: content.length,
});
const LAYER = descriptor(OCI_LAYER_GZIP);
const GOOD = { schemaVersion: 2, mediaType: OCI_MANIFEST, config: descriptor(OCI_CONFIG), layers: [LAYER] };

const parse = (document: object, announced = OCI) => parseManifest(Buffer.from(JSON.stringify(document)), announced);
const parseText = (text: string | Buffer) => parseManifest(Buffer.from(text), OCI);

describe('parseManifest', () => {
  it('reads an OCI manifest, with and without a media type of its own', () => {
    expect(parse({ ...GOOD, annotations: { a: 'b' } })).toEqual({
      mediaType: OCI_MANIFEST,
      config: GOOD.config,
      layers: GOOD.layers,
      annotations: { a: 'b' },
    });
    expect(parse({ ...GOOD, mediaType: undefined }).mediaType).toBe(OCI_MANIFEST);
  });

  it('reads a docker schema 2 manifest', () => {
    const docker = {
      schemaVersion: 2,
      mediaType: DOCKER_MANIFEST,
      config: descriptor(DOCKER_CONFIG),
      layers: [descriptor(DOCKER_LAYER_GZIP)],
    };
    expect(parse(docker, { mediaType: DOCKER_MANIFEST }).layers).toHaveLength(1);
  });

  it('keeps a layer that stands there twice', () => {
    expect(parse({ ...GOOD, layers: [LAYER, LAYER] }).layers).toEqual([LAYER, LAYER]);
  });

  it.each([
    ['says it is an index', { ...GOOD, mediaType: OCI_INDEX }],
    ['says it is docker’s', { ...GOOD, mediaType: DOCKER_MANIFEST }],
    ['lists manifests as well', { ...GOOD, manifests: [] }],
  ])('refuses a document that %s', (_title, document) => expect(() => parse(document)).toThrow(MediaTypeMismatch));

  it('says clearly that schema 1, artifacts and unknown layers are not supported', () => {
    expect(() => parse(GOOD, { mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws' })).toThrow(
      UnsupportedMediaType,
    );
    expect(() => parse({ ...GOOD, config: descriptor('application/vnd.cncf.helm.config.v1+json') })).toThrow(
      'a config of unsupported media type',
    );
    expect(() => parse({ ...GOOD, layers: [descriptor(`${OCI_LAYER_GZIP}+encrypted`)] })).toThrow(
      'a layer of unsupported media type',
    );
  });

  it.each([-1, 1.5, '12', null, 9007199254740992])('refuses the size %j', (size) => {
    expect(() => parse({ ...GOOD, layers: [{ ...LAYER, size }] })).toThrow(
      /^invalid manifest: layers\[0\]\.size: expected a whole number/,
    );
  });

  it.each(['sha256:../../etc', `md5:${'0'.repeat(32)}`, 7, null])('refuses the digest %j', (digest) => {
    expect(() => parse({ ...GOOD, config: { ...GOOD.config, digest } })).toThrow(/^invalid manifest: config\.digest/);
  });

  it('takes 1 to 127 layers', () => {
    expect(parse({ ...GOOD, layers: Array(127).fill(LAYER) }).layers).toHaveLength(127);
    expect(() => parse({ ...GOOD, layers: [] })).toThrow('expected at least one layer');
    expect(() => parse({ ...GOOD, layers: Array(128).fill(LAYER) })).toThrow(DocumentTooLarge);
  });

  it('refuses a config of more than 4 MiB before anybody fetches it', () => {
    const config = { ...GOOD.config, size: 4 * 1024 * 1024 + 1 };
    expect(() => parse({ ...GOOD, config })).toThrow('the config is too large: the limit is 4194304 bytes');
  });

  it.each([
    'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
    'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  ])('takes a layer of type %s for what it is, and fetches it from nowhere else', (mediaType) => {
    const layer = { ...LAYER, mediaType, urls: ['https://elsewhere.example/layer'] };
    expect(parse({ ...GOOD, layers: [layer] }).layers).toEqual([{ ...LAYER, mediaType }]);
  });

  it('checks embedded data, and leaves urls behind', () => {
    const data = Buffer.from('x').toString('base64');
    expect(parse({ ...GOOD, layers: [{ ...LAYER, data, urls: ['http://169.254.169.254/'] }] }).layers).toEqual([LAYER]);
    expect(() => parse({ ...GOOD, layers: [{ ...LAYER, data: 'eQ==' }] })).toThrow('layers[0].data');
  });

  it.each([
    ['a key twice', '{"layers":[],"layers":[]}'],
    ['a key twice, spelled in two ways', '{"layers":[],"\\u006cayers":[]}'],
    ['a key twice, deep inside', '{"a":[{"b":{"c":1,"c":2}}]}'],
    ['a byte order mark', '\ufeff{}'],
    ['trailing data', '{} {}'],
    ['NaN', '{"schemaVersion":NaN}'],
    ['100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['nothing at all', ''],
    ['null', 'null'],
    ['an array', '[]'],
  ])('refuses %s', (_title, text) => expect(() => parseText(text)).toThrow(InvalidDocument));

  it('refuses UTF-16, and bytes that are no text', () => {
    expect(() => parseText(Buffer.from(JSON.stringify(GOOD), 'utf16le'))).toThrow(InvalidDocument);
    expect(() => parseText(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow(InvalidDocument);
  });

  it('refuses more than 4 MiB before it looks inside', () => {
    expect(() => parseManifest(Buffer.alloc(4 * 1024 * 1024 + 1, 0x20), OCI)).toThrow(DocumentTooLarge);
  });

  it('takes "Layers" for what it is: another key', () => {
    expect(() => parse({ ...GOOD, layers: undefined, Layers: [LAYER] })).toThrow(
      'invalid manifest: layers: expected an array, got nothing',
    );
  });

  it('lets no document reach a prototype', () => {
    const text = `{"__proto__":${JSON.stringify(GOOD)}}`;
    expect(() => parseText(text)).toThrow(InvalidDocument);
    const annotated = JSON.stringify(GOOD).replace(/}$/, ',"annotations":{"__proto__":"x"}}');
    expect(Object.keys(parseText(annotated).annotations!)).toEqual(['__proto__']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('either refuses any JSON with an error of its own, or reads it', () => {
    const patch = fc.dictionary(
      fc.constantFrom('schemaVersion', 'mediaType', 'config', 'layers', 'manifests', 'annotations'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(patch, (fields) => {
        try {
          expect(parse({ ...GOOD, ...fields }).layers.length).toBeGreaterThan(0);
        } catch (error) {
          expect((error as Error).name).toMatch(/^(InvalidDocument|MediaTypeMismatch|UnsupportedMediaType)$/);
        }
      }),
    );
  });

  it('finds a repeated key exactly where there is one', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.string(), (value, key) => {
        const pair = `${JSON.stringify(key)}:${JSON.stringify(value)}`;
        const problem = (text: string) => {
          try {
            parseText(text);
            return '';
          } catch (error) {
            return (error as Error).message;
          }
        };
        expect(problem(`{${pair}}`)).not.toContain('stands twice');
        expect(problem(`{"x":[{${pair},"other key":0,${pair}}]}`)).toContain('stands twice');
      }),
    );
  });
});
