import { describe, expect, it } from 'vitest';
import type { BindRequest, PlacedMount, PlacedVolume } from '../../../../engine/bundle/mount-request.ts';
import { contextsOfShown } from '../../../../machines/actors/real/relabel-mounts.ts';

const PRIVATE = 'system_u:object_r:container_file_t:s0:c1,c2';
const SHARED = 'system_u:object_r:container_file_t:s0';

const bind = (relabel?: 'private' | 'shared'): BindRequest => ({
  type: 'bind',
  source: '/srv/data',
  target: '/data',
  readOnly: false,
  isRecursive: true,
  createsSource: false,
  by: '--volume',
  ...(relabel && { relabel }),
});

const VOLUME: PlacedVolume = {
  type: 'volume',
  name: 'kept',
  path: '/volumes/kept/_data',
  target: '/data',
  readOnly: false,
  copiesImage: true,
  labels: {},
  by: '--volume',
};

/** What is relabelled of one bind mount, and how. */
function contextsOf(source: string, destination: string, placed: readonly PlacedMount[] = []) {
  const mount = { type: 'bind', source, destination, options: ['rbind'] };
  return contextsOfShown([mount], { bundle: '/containers/own', mountLabel: PRIVATE, placed });
}

describe('what a container with labels is shown of the host', () => {
  it('has its own label where it is its own: /etc/hosts, and what was asked for with Z', () => {
    expect(contextsOf('hosts', '/etc/hosts')).toEqual([{ path: '/containers/own/hosts', context: PRIVATE }]);
    expect(contextsOf('/srv/data', '/data', [bind('private')])).toEqual([{ path: '/srv/data', context: PRIVATE }]);
  });

  it('has the label of all containers where it is a volume, or was asked for with z', () => {
    expect(contextsOf(VOLUME.path, '/data', [VOLUME])).toEqual([{ path: VOLUME.path, context: SHARED }]);
    expect(contextsOf('/srv/data', '/data', [bind('shared')])).toEqual([{ path: '/srv/data', context: SHARED }]);
  });

  it('keeps its label where nothing was said', () => {
    expect(contextsOf('/srv/data', '/data', [bind()])).toEqual([]);
    expect(contextsOf('/programs/reaper', '/sbin/docker-init')).toEqual([]);
  });

  it('keeps that of the container which it is taken over from: that one would lose it', () => {
    const by = '--volumes-from donor';
    expect(contextsOf('/srv/data', '/data', [{ ...bind('private'), by }])).toEqual([]);
    expect(contextsOf(VOLUME.path, '/data', [{ ...VOLUME, by }])).toEqual([]);
  });

  it('may be read by both where it is the /etc/hosts of the container whose network is shared', () => {
    const path = '/containers/other/hosts';
    expect(contextsOf(path, '/etc/hosts')).toEqual([{ path, context: SHARED }]);
    expect(contextsOf(path, '/etc/hosts', [{ ...bind(), source: path, target: '/etc/hosts' }])).toEqual([]);
  });
});
