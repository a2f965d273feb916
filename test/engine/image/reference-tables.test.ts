import { describe, expect, it } from 'vitest';
import { InvalidReference } from '../../../engine/image/errors.ts';
import { familiarRepository, formatReference, parseReference } from '../../../engine/image/reference.ts';

/*
 * The cases of distribution/reference's own tests (reference_test.go, normalize_test.go), as docker sees them: with the default
 * registry and tag filled in.
 */

const F = 'f'.repeat(64);
const HEX = '1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a';
const LONG_PATH = `${'a/'.repeat(127)}a`;

const VALID_NAMES = [
  'docker/docker',
  'library/debian',
  'debian',
  'localhost/library/debian',
  'localhost/debian',
  'LOCALDOMAIN/library/debian',
  'LOCALDOMAIN/debian',
  'docker.io/docker/docker',
  'docker.io/library/debian',
  'docker.io/debian',
  'index.docker.io/docker/docker',
  'index.docker.io/library/debian',
  'index.docker.io/debian',
  '127.0.0.1:5000/docker/docker',
  '127.0.0.1:5000/library/debian',
  '127.0.0.1:5000/debian',
  '192.168.0.1',
  '192.168.0.1:80',
  '192.168.0.1:8/debian',
  '192.168.0.2:25000/debian',
  'thisisthesongthatneverendsitgoesonandonandonthisisthesongthatnev',
  '[fc00::1]:5000/docker',
  '[fc00::1]:5000/docker/docker',
  '[fc00:1:2:3:4:5:6:7]:5000/library/debian',
  `docker.io/${HEX}`,
  'Docker/docker',
  'DOCKER/docker',
  'docker-rules/docker',
  'docker---rules/docker',
  'doc/docker',
  'd/docker',
  'jess/t',
  'dock__er/docker',
];

const INVALID_NAMES = [
  'https://github.com/docker/docker',
  'docker/Docker',
  '-docker',
  '-docker/docker',
  '-docker.io/docker/docker',
  'docker///docker',
  'docker.io/docker/Docker',
  'docker.io/docker///docker',
  '[fc00::1]',
  '[fc00::1]:5000',
  'fc00::1:5000/debian',
  '[fe80::1%eth0]:5000/debian',
  '[2001:db8:3:4::192.0.2.33]:5000/debian',
  HEX,
  'docker-/docker',
  '-docker-/docker',
  '____/____',
  '_docker/_docker',
  'dock..er/docker',
  'dock_.er/docker',
  'dock-.er/docker',
  'docker/',
  `${'this_is_not_a_valid_namespace_because_its_lenth_is_greater_than_255_'.repeat(4)}/docker`,
  '',
  ':justtag',
  `@sha256:${F}`,
  'repo@sha256:ffffffffffffffffffffffffffffffffff',
  `validname@invaliddigest:${F}`,
  'Uppercase:tag',
  'test:5000/Uppercase/lowercase:tag',
  `domain/${'a'.repeat(256)}:tag`,
  'aa/asdf$$^/aa',
  '[2001:db8::1]',
  '[2001:db8::1]:5000',
  '[2001:db8::1]:tag',
  '[fe80::1%@invalidzone]:5000/repo',
];

/** Text, registry, repository, tag, digest. */
const PARSED: [text: string, registry: string, repository: string, tag: string | undefined, digest?: string][] = [
  ['test_com', 'docker.io', 'library/test_com', 'latest'],
  ['test.com:tag', 'docker.io', 'library/test.com', 'tag'],
  ['test.com:5000', 'docker.io', 'library/test.com', '5000'],
  ['test.com/repo:tag', 'test.com', 'repo', 'tag'],
  ['test:5000/repo', 'test:5000', 'repo', 'latest'],
  ['test:5000/repo:tag', 'test:5000', 'repo', 'tag'],
  [`test:5000/repo@sha256:${F}`, 'test:5000', 'repo', undefined, `sha256:${F}`],
  [`test:5000/repo:tag@sha256:${F}`, 'test:5000', 'repo', 'tag', `sha256:${F}`],
  [`validname@sha512:${F}${F}`, 'docker.io', 'library/validname', undefined, `sha512:${F}${F}`],
  ['lowercase:Uppercase', 'docker.io', 'library/lowercase', 'Uppercase'],
  [`${LONG_PATH}:tag-puts-this-over-max`, 'docker.io', LONG_PATH, 'tag-puts-this-over-max'],
  ['sub-dom1.foo.com/bar/baz/quux', 'sub-dom1.foo.com', 'bar/baz/quux', 'latest'],
  ['sub-dom1.foo.com/bar/baz/quux:some-long-tag', 'sub-dom1.foo.com', 'bar/baz/quux', 'some-long-tag'],
  ['b.gcr.io/test.example.com/my-app:test.example.com', 'b.gcr.io', 'test.example.com/my-app', 'test.example.com'],
  ['xn--n3h.com/myimage:xn--n3h.com', 'xn--n3h.com', 'myimage', 'xn--n3h.com'],
  [`xn--7o8h.com/myimage:xn--7o8h.com@sha256:${F}`, 'xn--7o8h.com', 'myimage', 'xn--7o8h.com', `sha256:${F}`],
  ['foo_bar.com:8080', 'docker.io', 'library/foo_bar.com', '8080'],
  ['foo/foo_bar.com:8080', 'docker.io', 'foo/foo_bar.com', '8080'],
  ['192.168.1.1', 'docker.io', 'library/192.168.1.1', 'latest'],
  ['192.168.1.1:tag', 'docker.io', 'library/192.168.1.1', 'tag'],
  ['192.168.1.1:5000', 'docker.io', 'library/192.168.1.1', '5000'],
  ['192.168.1.1/repo', '192.168.1.1', 'repo', 'latest'],
  ['192.168.1.1:5000/repo', '192.168.1.1:5000', 'repo', 'latest'],
  ['192.168.1.1:5000/repo:5050', '192.168.1.1:5000', 'repo', '5050'],
  ['[2001:db8::1]/repo', '[2001:db8::1]', 'repo', 'latest'],
  ['[2001:db8:1:2:3:4:5:6]/repo:tag', '[2001:db8:1:2:3:4:5:6]', 'repo', 'tag'],
  ['[2001:db8::1]:5000/repo', '[2001:db8::1]:5000', 'repo', 'latest'],
  ['[2001:db8::1]:5000/repo:tag', '[2001:db8::1]:5000', 'repo', 'tag'],
  [`[2001:db8::1]:5000/repo@sha256:${F}`, '[2001:db8::1]:5000', 'repo', undefined, `sha256:${F}`],
  [`[2001:db8::1]:5000/repo:tag@sha256:${F}`, '[2001:db8::1]:5000', 'repo', 'tag', `sha256:${F}`],
  ['[2001:db8::]:5000/repo', '[2001:db8::]:5000', 'repo', 'latest'],
  ['[::1]:5000/repo', '[::1]:5000', 'repo', 'latest'],
  [`example.com/${'a'.repeat(255)}:tag`, 'example.com', 'a'.repeat(255), 'tag'],
];

/** The familiar name, the full name, and another way to write it. */
const SPELLINGS: readonly (readonly [familiar: string, full: string, ambiguous: string])[] = [
  ['localhost/fooo', 'localhost/fooo', 'localhost/fooo'],
  ['localhost/fooo/bar', 'localhost/fooo/bar', 'localhost/fooo/bar'],
  ['LOCALDOMAIN/fooo', 'LOCALDOMAIN/fooo', 'LOCALDOMAIN/fooo'],
  ['LOCALDOMAIN/fooo/bar', 'LOCALDOMAIN/fooo/bar', 'LOCALDOMAIN/fooo/bar'],
  ['fooo/bar', 'docker.io/fooo/bar', 'index.docker.io/fooo/bar'],
  ['ubuntu', 'docker.io/library/ubuntu', 'library/ubuntu'],
  ['nonlibrary/ubuntu', 'docker.io/nonlibrary/ubuntu', 'nonlibrary/ubuntu'],
  ['other/library', 'docker.io/other/library', 'other/library'],
  ['127.0.0.1:8000/private/moonbase', '127.0.0.1:8000/private/moonbase', '127.0.0.1:8000/private/moonbase'],
  ['127.0.0.1:8000/privatebase', '127.0.0.1:8000/privatebase', '127.0.0.1:8000/privatebase'],
  ['example.com/private/moonbase', 'example.com/private/moonbase', 'example.com/private/moonbase'],
  ['example.com/privatebase', 'example.com/privatebase', 'example.com/privatebase'],
  ['example.com:8000/private/moonbase', 'example.com:8000/private/moonbase', 'example.com:8000/private/moonbase'],
  ['example.com:8000/privatebasee', 'example.com:8000/privatebasee', 'example.com:8000/privatebasee'],
  ['ubuntu-12.04-base', 'docker.io/library/ubuntu-12.04-base', 'index.docker.io/library/ubuntu-12.04-base'],
  ['foo', 'docker.io/library/foo', 'docker.io/foo'],
  ['library/foo/bar', 'docker.io/library/foo/bar', 'library/foo/bar'],
  ['store/foo/bar', 'docker.io/store/foo/bar', 'store/foo/bar'],
  ['Foo/bar', 'Foo/bar', 'Foo/bar'],
  ['FOO/bar', 'FOO/bar', 'FOO/bar'],
];

describe('the tables of distribution/reference', () => {
  it.each(VALID_NAMES)('call %s a name', (text) => {
    expect(() => parseReference(text)).not.toThrow();
  });

  it.each(INVALID_NAMES)('call %j none', (text) => {
    expect(() => parseReference(text)).toThrow(InvalidReference);
  });

  it.each(PARSED)('take %s apart', (text, registry, repository, tag, digest) => {
    expect(parseReference(text)).toEqual({ registry, repository, tag, digest });
  });

  it.each(SPELLINGS)('spell %s as %s, like %s', (familiar, full, ambiguous) => {
    for (const text of [familiar, full, ambiguous]) {
      const reference = parseReference(text);
      expect(familiarRepository(reference)).toBe(familiar);
      expect(formatReference(reference)).toBe(`${full}:latest`);
    }
  });
});
