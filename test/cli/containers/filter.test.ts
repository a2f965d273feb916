import { describe, expect, it } from 'vitest';
import { parseFilters } from '../../../cli/containers/filter.ts';
import type { ContainerState } from '../../../engine/store/container-state.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { RECORD } from '../../fixtures/container-state.ts';

const state = (name: string, labels: Readonly<Record<string, string>>): ContainerState => ({
  ...RECORD,
  id: name.repeat(64),
  status: 'stopped',
  bundle: '/nowhere',
  supervisor: identityOf(process.pid)!,
  name,
  labels,
});
const ALL = [state('a', { color: 'red', size: 'big' }), state('b', { color: 'red' }), state('c', { color: 'blue' })];

/** Each of them listens at two ports. */
const parsed = (texts: readonly string[], all: readonly ContainerState[]) =>
  parseFilters(texts, { all, exposedBy: () => ['80/tcp', '53/udp'], imageIdOf: ({ id }) => id }).filter;

const names = (...texts: string[]) => ALL.filter(parsed(texts, ALL)).map(({ name }) => name);

describe('filters of ps', () => {
  it('need every label that is named, and one of several names', () => {
    expect(names('label=color=red')).toEqual(['a', 'b']);
    expect(names('label=color=red', 'label=size')).toEqual(['a']);
    expect(names('label=color=red', 'label=color=blue')).toEqual([]);
    expect(names('name=b', 'name=c')).toEqual(['b', 'c']);
    expect(names('name=b', 'name=c', 'label=color=blue')).toEqual(['c']);
  });

  it('take names and ids for expressions, and a name with a slash before it as well', () => {
    const all = ['foo', 'foobar', 'a-foo'].map((name, index) => ({ ...state(name, {}), id: `${index}`.repeat(64) }));
    const found = (text: string) => all.filter(parsed([text], all)).map(({ name }) => name);
    expect(found('name=^foo$')).toEqual(['foo']);
    expect(found('name=^/foo$')).toEqual(['foo']);
    expect(found('name=^foo')).toEqual(['foo', 'foobar']);
    expect(found('name=foo$')).toEqual(['foo', 'a-foo']);
    expect(found('name=o+b.r')).toEqual(['foobar']);
    expect(found('name=^/')).toHaveLength(3);
    expect(found('id=^1')).toEqual(['foobar']);
  });

  it('mean by before and since the container of that very name, before one whose id begins so', () => {
    const ids = ['abc'.padEnd(64, '0'), 'f'.repeat(64), 'd'.repeat(64)];
    const made = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];
    const all = ['old', 'abc', 'new'].map((name, at) => ({ ...state(name, {}), id: ids[at]!, createdAt: made[at]! }));
    const found = (text: string) => all.filter(parsed([text], all)).map(({ name }) => name);
    expect(found('before=abc')).toEqual(['old']);
    expect(found('since=abc')).toEqual(['new']);
    expect(() => found('since=nobody')).toThrow('No such container: nobody');
  });

  it('find who has a port of the host, and what is mounted, by its name or its place', () => {
    const port = { containerPort: 80, hostPort: 8080, hostIp: '0.0.0.0', protocol: 'tcp' } as const;
    const bind = { type: 'bind', source: '/srv', target: '/data', readOnly: false, by: '--volume' } as const;
    const web: ContainerState = {
      ...ALL[0]!,
      name: 'web',
      volumes: ['zoo'],
      mounts: [{ ...bind, isRecursive: true, createsSource: true }],
      network: { mode: 'bridge', ports: [port] },
    };
    const isFound = (text: string) => parsed([text], [])(web);
    expect(
      ['publish=8080', 'publish=8000-9000/tcp', 'volume=zoo', 'volume=/srv', 'volume=/data'].filter(isFound),
    ).toHaveLength(5);
    expect(['publish=80', 'publish=8080/udp', 'publish=8081-9000', 'volume=/'].filter(isFound)).toEqual([]);
  });

  it.each([
    ['expose=80', 3],
    ['expose=70-90/tcp', 3],
    ['expose=80/udp', 0],
    ['expose=53/udp', 3],
    ['health=none', 3],
    ['health=healthy', 0],
    ['is-task=false', 3],
    ['is-task=true', 0],
    ['is-task=0', 3],
    ['isolation=default', 3],
    ['exited=-1', 0],
    [' Name = b', 1],
    ['', 3],
  ])('take %j as docker does', (text, count) => {
    expect(names(text)).toHaveLength(count);
  });

  it('find the image by its name, else by the beginning of its id', () => {
    const image = { ...RECORD.image, name: 'docker.io/library/abc:latest' };
    const all = [{ ...state('a', {}), image }, state('b', {}), { ...state('c', {}), id: 'abc'.padEnd(64, '0') }];
    const found = (text: string) => all.filter(parsed([`ancestor=${text}`], all)).map(({ name }) => name);
    expect(found('abc')).toEqual(['a']);
    expect(found('abc:latest')).toEqual(['a']);
    expect(found('bbbb')).toEqual(['b']);
    expect(found('sha256:abc0')).toEqual(['c']);
    expect(found('nope')).toEqual([]);
  });

  it('find nothing by the beginning of the ids of several images, or by one that is too short to mean any', () => {
    const ids = ['abcd1', 'abcd2', 'face'].map((id) => id.padEnd(64, '0'));
    const all = ids.map((id, at) => ({ ...state('xyz'[at]!, {}), id }));
    const found = (text: string) => all.filter(parsed([`ancestor=${text}`], all)).map(({ name }) => name);
    expect([found('abcd'), found('abc'), found('fa')]).toEqual([[], [], []]);
    expect(found('abcd1')).toEqual(['x']);
  });

  it('speak of containers that do not run by their status alone', () => {
    const isOfEnded = (text: string) =>
      parseFilters([text], { all: ALL, exposedBy: () => [], imageIdOf: () => '' }).isOfEnded;
    expect(isOfEnded('STATUS=exited')).toBe(true);
    expect(isOfEnded('exited=0')).toBe(false);
  });

  it.each([
    ['health=x', "invalid filter 'health=x': expected one of starting, healthy, unhealthy, none"],
    ['is-task=x', "invalid filter 'is-task=x': expected true or false"],
    ['expose=x', "invalid filter 'expose=x': expected PORT[-PORT][/PROTOCOL]"],
    ['bad', 'bad format of filter (expected name=value)'],
    ['publish=x', "invalid filter 'publish=x': expected PORT[-PORT][/PROTOCOL]"],
    ['status=bogus', "invalid filter 'status=bogus': expected one of created, running"],
    ['exited=x', "invalid filter 'exited=x': expected an exit code"],
    ['name=(', "invalid filter 'name=(': expected a regular expression"],
    ['bogus=1', "invalid filter 'bogus': expected one of id, name"],
  ])('refuse %s', (text, message) => {
    expect(() => names(text)).toThrow(message);
  });
});
