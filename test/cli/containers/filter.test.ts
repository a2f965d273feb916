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

const names = (...texts: string[]) => ALL.filter(parseFilters(texts, ALL)).map(({ name }) => name);

describe('filters of ps', () => {
  it('need every label that is named, and one of several names', () => {
    expect(names('label=color=red')).toEqual(['a', 'b']);
    expect(names('label=color=red', 'label=size')).toEqual(['a']);
    expect(names('label=color=red', 'label=color=blue')).toEqual([]);
    expect(names('name=b', 'name=c')).toEqual(['b', 'c']);
    expect(names('name=b', 'name=c', 'label=color=blue')).toEqual(['c']);
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
    const isFound = (text: string) => parseFilters([text], [])(web);
    expect(
      ['publish=8080', 'publish=8000-9000/tcp', 'volume=zoo', 'volume=/srv', 'volume=/data'].filter(isFound),
    ).toHaveLength(5);
    expect(['publish=80', 'publish=8080/udp', 'publish=8081-9000', 'volume=/'].filter(isFound)).toEqual([]);
  });

  it.each([
    ['publish=x', "invalid filter 'publish=x': expected PORT[-PORT][/PROTOCOL]"],
    ['status=bogus', "invalid filter 'status=bogus': expected one of created, running"],
    ['exited=x', "invalid filter 'exited=x': expected an exit code"],
    ['bogus=1', "invalid filter 'bogus': expected one of id, name"],
  ])('refuse %s', (text, message) => {
    expect(() => names(text)).toThrow(message);
  });
});
