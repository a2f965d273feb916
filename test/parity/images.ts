import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { digestOf } from '../../engine/image/digest.ts';
import { OCI_CONFIG, OCI_MANIFEST } from '../../engine/image/media-type.ts';
import { hostPlatform } from '../../engine/image/platform.ts';
import { BUSYBOX } from '../fixtures/privileges.ts';
import type { FixtureRegistry } from '../fixtures/registry.ts';
import { archive, directory, file, symlink } from '../fixtures/tar-blocks.ts';
import type { ImageName } from './parity-case.ts';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const CONFIGS: Readonly<Record<ImageName, object>> = {
  shell: { Env: [PATH], Cmd: ['sh'] },
  bare: {},
  entrypoint: { Env: [PATH], Entrypoint: ['echo', 'entrypoint'], Cmd: ['cmd'] },
  'shell-form': { Env: [PATH], Entrypoint: ['/bin/sh', '-c', 'echo "form $0 $1"'], Cmd: ['cmd'] },
  configured: {
    Env: [PATH, 'A=image', 'B=image'],
    Cmd: ['sh'],
    User: 'app',
    WorkingDir: '/srv/work',
    Volumes: { '/data': {} },
    StopSignal: 'SIGUSR1',
    ExposedPorts: { '80/tcp': {} },
    Labels: { from: 'image' },
  },
  'unmade-workdir': { Env: [PATH], Cmd: ['pwd'], WorkingDir: '/made/by/runtime' },
};

const PASSWD = `root:x:0:0:root:/root:/bin/sh
app:x:1000:1000::/home/app:/bin/sh
homeless:x:1001:1001:::/bin/sh
`;
const GROUP = `root:x:0:
app:x:1000:
extra:x:2000:app
other:x:3000:
`;

/** Adds the images, which differ in their config only; their names on that registry. */
export function addParityImages(registry: FixtureRegistry): ReadonlyMap<ImageName, string> {
  const bytes = rootFileSystem();
  const layer = registry.addBlob(bytes);
  const names = Object.entries(CONFIGS).map(([name, config]) => {
    const document = { ...hostPlatform(process.arch), config, rootfs: { type: 'layers', diff_ids: [digestOf(bytes)] } };
    const descriptor = registry.addBlob(Buffer.from(JSON.stringify(document)), OCI_CONFIG);
    registry.addManifest(name, { schemaVersion: 2, mediaType: OCI_MANIFEST, config: descriptor, layers: [layer] });
    return [name as ImageName, `${registry.host}/parity:${name}`] as const;
  });
  return new Map(names);
}

/** A shell with all its tools, some users, and files that cannot be run. */
function rootFileSystem(): Buffer {
  const tools = spawnSync(BUSYBOX, ['--list'], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
  const app = { uid: 1000, gid: 1000 };
  return archive(
    ...['bin', 'etc', 'home', 'root', 'srv', 'data', 'usr', 'var', 'run', 'opt'].map((name) => directory(name)),
    directory('tmp', { mode: 0o1777 }),
    directory('home/app', app),
    directory('srv/work', app),
    file('bin/busybox', readFileSync(BUSYBOX), { mode: 0o755 }),
    ...tools.filter((tool) => tool !== 'busybox').map((tool) => symlink(`bin/${tool}`, 'busybox')),
    file('etc/passwd', PASSWD),
    file('etc/group', GROUP),
    file('data/seed', 'of the image\n', app),
    file('opt/text', 'no program\n'),
    file('opt/noexec', '#!/bin/sh\n'),
    file('opt/script', '#!/bin/sh\necho "script $*"\n', { mode: 0o755 }),
    file('opt/lost', '#!/no/such/interpreter\n', { mode: 0o755 }),
    file('opt/garbage', 'no program\n', { mode: 0o755 }),
  );
}
