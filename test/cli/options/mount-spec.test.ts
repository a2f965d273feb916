import { describe, expect, it } from 'vitest';
import { parseMountSpec } from '../../../cli/options/mount-spec.ts';

const parse = (text: string) => parseMountSpec(text, '/home/me');

describe('--mount', () => {
  it('shows a path of the host, under any spelling of the keys', () => {
    const expected = {
      type: 'bind',
      source: '/tmp',
      target: '/x',
      readOnly: true,
      isRecursive: true,
      createsSource: false,
    };
    expect(parse('type=bind,source=/tmp,target=/x,readonly')).toMatchObject(expected);
    expect(parse('type=BIND,SRC=/tmp,destination=/x,ro=true')).toMatchObject(expected);
    expect(parse('type=bind,"source=/tmp/a,b",dst=/x')).toMatchObject({ source: '/tmp/a,b' });
    expect(parse('type=bind,src=./a,dst=/x')).toMatchObject({ source: '/home/me/a' });
    expect(parse('type=bind,src=/a,dst=/x,bind-propagation=rslave,bind-nonrecursive')).toMatchObject({
      propagation: 'rslave',
      isRecursive: false,
    });
  });

  it('makes volumes where no type is named', () => {
    expect(parse('target=/x')).toMatchObject({ type: 'volume', name: undefined, copiesImage: true });
    expect(parse('source=data,target=/x,volume-nocopy,volume-label=a=b')).toMatchObject({
      name: 'data',
      copiesImage: false,
      labels: { a: 'b' },
    });
  });

  it('makes file systems in memory', () => {
    expect(parse('type=tmpfs,target=/x,tmpfs-size=1m,tmpfs-mode=0700')).toMatchObject({
      options: ['noexec', 'nosuid', 'nodev', 'mode=700', 'size=1048576'],
    });
  });

  it.each([
    ['', 'EOF'],
    ['type=bind,source=/tmp', 'target is required'],
    ['type=', 'type is required'],
    ['type=bind,source=/tmp,target=/x,foo=bar', "unexpected key 'foo' in 'foo=bar'"],
    ['type=bind,source=/tmp,target=/x,foo', "invalid field 'foo' must be a key=value pair"],
    ['type=bind,source=/tmp,target=/x,readonly=maybe', 'invalid value for readonly: maybe'],
    ['type=bind,source=/tmp,target=/x,tmpfs-size=1m', "cannot mix 'tmpfs-*' options with mount type 'bind'"],
    ['type=bind,source=/tmp,target=/x,volume-nocopy', "cannot mix 'volume-*' options with mount type 'bind'"],
    ['type=volume,target=/x,bind-propagation=slave', "cannot mix 'bind-*' options with mount type 'volume'"],
    ['type=tmpfs,target=/x,tmpfs-mode=999', 'invalid value for tmpfs-mode: 999'],
    ['type=tmpfs,target=/x,tmpfs-size=abc', 'invalid value for tmpfs-size: abc'],
    [
      'type=bind,source=/tmp,target=/x,bind-recursive=foo',
      'invalid value for bind-recursive: foo (must be "enabled", "disabled", "writable", or "readonly")',
    ],
    [
      'type=bind,source=/tmp,target=/x,bind-recursive=readonly',
      "option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction",
    ],
    ['type=bind,"source=/tmp', 'parse error on line 1, column 23: extraneous or missing " in quoted-field'],
    ['target=/x,volume-opt=a=b', "'volume-opt' is not supported yet"],
    ['source=a,target=/x,volume-subpath=b', "'volume-subpath' is not supported yet"],
  ])("refuses %s as docker's command does", (text, reason) => {
    expect(() => parse(text)).toThrow(`invalid argument ${JSON.stringify(text)} for "--mount" flag: ${reason}`);
  });

  it.each([
    ['type=foo,target=/x', 'invalid mount config for type "foo": mount type unknown'],
    ['type=bind,target=/x', 'invalid mount config for type "bind": field Source must not be empty'],
    ['type=tmpfs,source=a,target=/x', 'invalid mount config for type "tmpfs": field Source must not be specified'],
    [
      'type=bind,source=rel,target=/x',
      `invalid mount config for type "bind": invalid mount path: 'rel' mount path must be absolute`,
    ],
    [
      'type=bind,source=/tmp,target=/x,bind-propagation=foo',
      'invalid mount config for type "bind": invalid propagation mode: foo',
    ],
    [
      'type=bind,source=/tmp,target=/',
      `invalid mount config for type "bind": invalid specification: destination can't be '/'`,
    ],
    ['type=bind,source=/,target=/proc/1', '"/proc/1" cannot be mounted because it is inside /proc'],
  ])("refuses %s as docker's daemon does", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
