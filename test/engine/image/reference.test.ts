import { describe, expect, it } from 'vitest';
import { InvalidReference } from '../../../engine/image/errors.ts';
import { familiarName, familiarRepository, formatReference, parseReference } from '../../../engine/image/reference.ts';
import fc from '../../fixtures/properties.ts';

const HEX = '1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a';
const DIGEST = `sha256:${HEX}`;

describe('parseReference', () => {
  it.each([
    ['hello-world', 'docker.io/library/hello-world:latest', 'hello-world:latest'],
    ['hello-world:linux', 'docker.io/library/hello-world:linux', 'hello-world:linux'],
    ['docker.io/debian', 'docker.io/library/debian:latest', 'debian:latest'],
    ['index.docker.io/library/debian', 'docker.io/library/debian:latest', 'debian:latest'],
    ['team/app', 'docker.io/team/app:latest', 'team/app:latest'],
    ['library/foo/bar', 'docker.io/library/foo/bar:latest', 'library/foo/bar:latest'],
    ['localhost/x', 'localhost/x:latest', 'localhost/x:latest'],
    ['localhost:5000/x:1', 'localhost:5000/x:1', 'localhost:5000/x:1'],
    ['host/x', 'docker.io/host/x:latest', 'host/x:latest'],
    ['host.tld/x', 'host.tld/x:latest', 'host.tld/x:latest'],
    ['[::1]:5000/x', '[::1]:5000/x:latest', '[::1]:5000/x:latest'],
    ['[fc00:1:2:3:4:5:6:7]:5000/library/debian', '[fc00:1:2:3:4:5:6:7]:5000/library/debian:latest', undefined],
    ['LOCALDOMAIN/debian', 'LOCALDOMAIN/debian:latest', undefined],
    ['Foo/bar', 'Foo/bar:latest', undefined],
    ['192.168.0.1:80', 'docker.io/library/192.168.0.1:80', undefined],
    ['dock__er/docker---x', 'docker.io/dock__er/docker---x:latest', undefined],
    [`docker.io/${HEX}`, `docker.io/library/${HEX}:latest`, undefined],
    [`x@${DIGEST}`, `docker.io/library/x@${DIGEST}`, `x@${DIGEST}`],
    [`x:1@${DIGEST}`, `docker.io/library/x:1@${DIGEST}`, `x:1@${DIGEST}`],
  ])('reads %s as distribution/reference does', (text, full, familiar) => {
    const reference = parseReference(text);
    expect(formatReference(reference)).toBe(full);
    if (familiar !== undefined) expect(familiarName(reference)).toBe(familiar);
  });

  it.each([
    '',
    ' ',
    ':',
    '@',
    '/',
    'a//b',
    'a/',
    '/a',
    'x:-a',
    'x:.a',
    'x:lat est',
    'http://reg/x',
    'docker://x',
    'file:///etc',
  ])('refuses %j as an invalid reference format', (text) =>
    expect(() => parseReference(text)).toThrow(/^invalid reference format/),
  );

  it.each([
    '../x',
    'x@evil.com/y',
    'docker///docker',
    '-docker',
    'dock..er/docker',
    '[fc00::1]',
    '[fe80::1%eth0]:5000/debian',
    'x\n',
    'аlpine',
    'al\u200bpine',
    'a\u202eb',
    '\u001b[2Jx',
  ])('refuses %j', (text) => expect(() => parseReference(text)).toThrow(InvalidReference));

  it.each([
    `x@sha256:${HEX.slice(1)}`,
    `x@sha256:${HEX.toUpperCase()}`,
    `x@md5:${HEX.slice(32)}`,
    'x@sha256:../../',
    `x@sha512:${HEX}`,
    `x@sha384:${HEX}${HEX.slice(32)}`,
  ])('refuses the digest of %s before it can reach a path or a URL', (text) =>
    expect(() => parseReference(text)).toThrow(/^invalid reference format/),
  );

  it('says of capitals what docker says', () => {
    expect(() => parseReference('Ubuntu')).toThrow(
      'invalid reference format: repository name (library/Ubuntu) must be lowercase',
    );
    expect(() => parseReference('repo/Foo:tag')).toThrow(
      'invalid reference format: repository name (repo/Foo) must be lowercase',
    );
  });

  it('refuses 64 hex digits, which are an image ID', () => {
    expect(() => parseReference(HEX)).toThrow(
      `invalid repository name (${HEX}), cannot specify 64-byte hexadecimal strings`,
    );
  });

  it('takes 255 characters of repository and 128 of tag, and no more', () => {
    expect(parseReference(`host.tld/${'b'.repeat(255)}:${'t'.repeat(128)}`).tag).toHaveLength(128);
    expect(() => parseReference(`host.tld/${'b'.repeat(256)}`)).toThrow(
      'repository name must not be more than 255 characters',
    );
    expect(() => parseReference(`x:${'t'.repeat(129)}`)).toThrow('invalid reference format');
  });

  it('never puts a control character into a message or a hint', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          parseReference(`${text}\u001b[2J`);
        } catch (error) {
          expect((error as InvalidReference).message + (error as InvalidReference).hint).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
      }),
    );
  });

  it('either refuses a text or gives a reference that survives being spelled out', () => {
    const part = fc.stringMatching(/^[a-zA-Z0-9._:/@[\]-]{0,30}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), part), (text) => {
        let reference: ReturnType<typeof parseReference>;
        try {
          reference = parseReference(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidReference);
          return;
        }
        expect(parseReference(formatReference(reference))).toEqual(reference);
        expect(parseReference(familiarName(reference))).toEqual(reference);
        expect(new URL(`https://h/v2/${reference.repository}/x`).pathname).toBe(`/v2/${reference.repository}/x`);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('familiarRepository', () => {
  it('leaves out what docker leaves out', () => {
    expect(familiarRepository({ registry: 'docker.io', repository: 'library/alpine' })).toBe('alpine');
    expect(familiarRepository({ registry: 'localhost:5000', repository: 'library/alpine' })).toBe(
      'localhost:5000/library/alpine',
    );
  });
});
