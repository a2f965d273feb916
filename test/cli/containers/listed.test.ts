import { describe, expect, it } from 'vitest';
import { listed } from '../../../cli/containers/listed.ts';
import type { ContainerState } from '../../../engine/store/container-state.ts';

const CREATED = { id: 'a'.repeat(64), createdAt: '2026-01-01T00:00:00.000Z', image: { name: '' } };

/** What ps says of the command of a container that has not begun. */
function shownCommand(command: readonly string[] | undefined, trunc = false): string {
  const state = { ...CREATED, command };
  return listed(state as unknown as ContainerState, { trunc, now: Date.UTC(2026, 0, 1) }).Command;
}

describe('a container in a list', () => {
  it.each([
    ['words', ['sleep', '60'], '"sleep 60"'],
    ['an argument with a blank', ['sh', '-c', 'echo hi'], `"sh -c 'echo hi'"`],
    ['a path with a blank, which docker leaves as it is', ['/my program', 'x'], '"/my program x"'],
    ['an argument of nothing', ['echo', '', 'x'], '"echo  x"'],
    ['quotes in an argument', ['sh', '-c', 'echo "a"'], `"sh -c 'echo \\"a\\"'"`],
    ['no command', undefined, '""'],
  ])('shows %s in docker’s words', (_, command, shown) => {
    expect(shownCommand(command)).toBe(shown);
  });

  it('names volumes and the sources of binds, shortened where nobody wants them whole', () => {
    const common = { readOnly: false, by: '--volume' } as const;
    const bind = { ...common, type: 'bind', source: '/a/rather/long/path', target: '/b', isRecursive: true } as const;
    const volume = { ...common, type: 'volume', name: 'zoo', target: '/z', copiesImage: true, labels: {} } as const;
    const mounts: ContainerState['mounts'] = [
      { ...bind, createsSource: true },
      { ...volume, path: '/home/volumes/zoo/_data' },
      { ...common, type: 'tmpfs', target: '/t', options: [], by: '--tmpfs' },
    ];
    const state = { ...CREATED, mounts, volumes: ['zoo'] } as unknown as ContainerState;
    expect(listed(state, { trunc: true, now: 0 })).toMatchObject({ Mounts: '/a/rather/long…,zoo', LocalVolumes: '1' });
    expect(listed(state, { trunc: false, now: 0 }).Mounts).toBe('/a/rather/long/path,zoo');
    // Of older records.
    const { mounts: _, ...older } = state;
    expect(listed(older, { trunc: true, now: 0 }).Mounts).toBe('zoo');
  });

  it('names its image in the words that it was asked for, and in older records as a person would write it', () => {
    const shown = (image: object) =>
      listed({ ...CREATED, image } as unknown as ContainerState, { trunc: true, now: 0 });
    const name = 'docker.io/library/web:latest';
    expect(shown({ name, asked: 'web' }).Image).toBe('web');
    expect(shown({ name, asked: 'docker.io/library/web' }).Image).toBe('docker.io/library/web');
    expect(shown({ name }).Image).toBe('web:latest');
  });

  it('has the platform of the image where an index says it', () => {
    const image = { name: '', manifest: { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } } };
    const state = { ...CREATED, image } as unknown as ContainerState;
    expect(listed(state, { trunc: true, now: 0 }).Platform).toBe('linux/arm64/v8');
  });

  it('shows the beginning of a long command', () => {
    expect(shownCommand(['sh', '-c', 'while true; do :; done'], true)).toBe(`"sh -c 'while true; …"`);
  });
});
