import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mount, Spec } from '../../engine/bundle/runtime-spec.ts';
import { Container } from '../../engine/runtime/container.ts';
import type { CreateOptions } from '../../engine/runtime/container-parts.ts';
import { findLeftovers } from '../../engine/runtime/leftovers.ts';
import { makeBusyboxBundle, writeSpec } from '../fixtures/bundle.ts';
import { startLauncher } from '../fixtures/launcher.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';

const reason = whyNoContainers ? `: ${whyNoContainers}` : '';
let bundle: string;
let host: string;

const bind = (source: string, destination: string, ...options: string[]): Mount => ({
  type: 'bind',
  source: join(host, source),
  destination,
  options: ['rbind', ...options, 'rprivate'],
});

/** Runs a script in a container with these mounts beside docker's: what it said. */
async function run(script: string, mounts: readonly Mount[], more: Partial<CreateOptions> = {}) {
  const base = writeSpec(bundle, ['sh', '-c', script]);
  const spec: Spec = { ...base, mounts: [...base.mounts, ...mounts] };
  const container = await Container.create(await startLauncher(), { spec, bundle, isInteractive: false, ...more });
  const output = Promise.all([text(container.stdout), text(container.stderr)]);
  await container.start();
  const [stdout, stderr] = await output;
  await container.exited;
  return { stdout, stderr };
}

describe.skipIf(whyNoContainers)(`mounts of a container (${isRoot ? 'root' : 'rootless'})${reason}`, () => {
  beforeEach(() => {
    bundle = makeBusyboxBundle();
    host = mkdtempSync(join(tmpdir(), 'learn-run-host-'));
    mkdirSync(join(host, 'shared/deep'), { recursive: true });
    mkdirSync(join(host, 'outside'));
    mkdirSync(join(host, 'volume/_data'), { recursive: true });
    writeFileSync(join(host, 'shared/file'), 'of the host\n');
  });
  afterEach(() => {
    expect(findLeftovers(bundle, undefined).mounts).toEqual([]);
    expect(readdirSync(join(host, 'outside'))).toEqual([]);
    rmSync(bundle, { recursive: true });
    rmSync(host, { recursive: true });
  });

  it('show directories and single files of the host, and take what is written to them', async () => {
    const script = 'cat /mnt/file /etc/one; echo new >/mnt/new';
    const { stdout } = await run(script, [bind('shared', '/mnt'), bind('shared/file', '/etc/one')]);
    expect(stdout).toBe('of the host\nof the host\n');
    expect(readFileSync(join(host, 'shared/new'), 'utf8')).toBe('new\n');
  });

  it('are read-only where that was asked for, with what is mounted below them', async () => {
    const { stderr } = await run('touch /mnt/x; touch /dev/shm/../../again/x', [
      bind('shared', '/mnt', 'rro'),
      bind('shared', '/again', 'ro'),
    ]);
    expect(stderr.match(/Read-only file system/g)).toHaveLength(2);
    expect(readdirSync(join(host, 'shared')).sort()).toEqual(['deep', 'file']);
  });

  it('are read-only by rro too where they are new file systems, once others are mounted in them', async () => {
    const news = ['tmpfs', 'mqueue', 'sysfs'].map((type) => ({
      type,
      source: type,
      destination: `/new/${type}`,
      options: ['rro'],
    }));
    const { stdout } = await run('cat /proc/self/mountinfo; echo 1 >/new/tmpfs/inside/written', [
      ...news,
      bind('shared', '/new/tmpfs/inside'),
    ]);
    for (const { destination } of news) expect(stdout).toMatch(new RegExp(` ${destination} ro,`));
    expect(readFileSync(join(host, 'shared/written'), 'utf8')).toBe('1\n');
  });

  it('follow links of the image inside the root only, and make nothing outside (CVE-2024-45310)', async () => {
    symlinkSync(join(host, 'outside'), join(bundle, 'rootfs/escape'));
    symlinkSync('../../../..', join(bundle, 'rootfs/up'));
    for (const at of ['/escape', '/escape/sub']) {
      expect((await run(`cat ${at}/file`, [bind('shared', at)])).stdout).toBe('of the host\n');
    }
    expect(readdirSync(join(bundle, 'rootfs', host))).toEqual(['outside']);
    const { stdout } = await run('cat /new/file', [bind('shared', '/up/new')]);
    expect(stdout).toBe('of the host\n');
  });

  it.each(['/proc', '/proc/self', '/link', '/link/sys'])(
    'are refused over /proc: at %s (CVE-2019-16884)',
    async (at) => {
      symlinkSync('/proc', join(bundle, 'rootfs/link'));
      const reason =
        at === '/proc' ? /\/proc: it is not of type proc|\/proc is inside \/proc/ : `${at} is inside /proc`;
      await expect(run('true', [bind('shared', at)])).rejects.toThrow(reason);
      const inMemory = { type: 'tmpfs', source: 'tmpfs', destination: at, options: [] };
      await expect(run('true', [inMemory])).rejects.toThrow(reason);
    },
  );

  it.each(['/dev/shm', '/proc'])('get other flags by remount, which shows nothing of the host: %s', async (at) => {
    const remount = { type: 'none', source: at, destination: at, options: ['remount', 'bind', 'ro', 'noexec'] };
    const { stdout } = await run(`grep -F ' ${at} ' /proc/self/mountinfo | cut -d ' ' -f 4,6`, [remount]);
    expect(stdout).toBe('/ ro,noexec,relatime\n');
  });

  it('say so where nothing is that is to get other flags', async () => {
    const remount = { type: 'none', source: 'none', destination: '/missing', options: ['remount', 'bind', 'ro'] };
    await expect(run('true', [remount])).rejects.toThrow(
      'cannot give the mount on /missing other flags: there is none',
    );
  });

  it('show nothing of the host in place of the root, where that is to get other flags', async () => {
    const remount = { type: 'none', source: '/', destination: '/', options: ['remount', 'bind', 'nosuid'] };
    const { stdout } = await run('[ -e /usr ] && echo of the host; echo end', [remount]);
    expect(stdout).toBe('end\n');
  });

  it('leave /dev to be filled where it is to be read-only then', async () => {
    const remount = { type: 'none', source: 'none', destination: '/dev', options: ['remount', 'bind', 'ro'] };
    const { stdout, stderr } = await run('ls -d /dev/null; touch /dev/new', [remount]);
    expect(stdout).toBe('/dev/null\n');
    expect(stderr).toContain('Read-only file system');
  });

  it('refuse a link that goes round in circles', async () => {
    symlinkSync('two', join(bundle, 'rootfs/one'));
    symlinkSync('one', join(bundle, 'rootfs/two'));
    await expect(run('true', [bind('shared', '/one')])).rejects.toThrow(/too many levels|ELOOP/);
  });

  it("hide files behind the container's own null device, which tells nothing of the host's file systems", async () => {
    expect((await run('stat -c %d /dev/null /proc/keys | sort -u | wc -l', [])).stdout).toBe('1\n');
  });

  it.each(['a file', 'nothing'])(
    "hide files behind the host's null device where %s stands in its place (CVE-2025-31133)",
    async (what) => {
      mkdirSync(join(host, 'dev'));
      if (what === 'a file') writeFileSync(join(host, 'dev/null'), 'of the image\n');
      const { stdout, stderr } = await run('cat /proc/keys; echo $?', [bind('dev', '/dev')]);
      expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
    },
  );

  it('begin with what the image has where tmpcopyup says so, and are as open as the directory below', async () => {
    mkdirSync(join(bundle, 'rootfs/data/dir'), { recursive: true });
    chmodSync(join(bundle, 'rootfs/data'), 0o710);
    writeFileSync(join(bundle, 'rootfs/data/file'), 'of the image', { mode: 0o640 });
    const inMemory = { type: 'tmpfs', source: 'tmpfs', destination: '/data', options: ['tmpcopyup', 'ro'] };
    const { stdout, stderr } = await run('stat -c %a /data /data/dir; cat /data/file; touch /data/new', [inMemory]);
    expect(stdout).toBe('710\n755\nof the image');
    expect(stderr).toContain('Read-only file system');
  });

  it('begin, where they are empty volumes, with what the image has there: content, modes and links', async () => {
    const image = join(bundle, 'rootfs/data');
    mkdirSync(join(image, 'dir'), { recursive: true, mode: 0o755 });
    writeFileSync(join(image, 'dir/file'), 'of the image', { mode: 0o640 });
    symlinkSync('dir/file', join(image, 'link'));
    symlinkSync(join(host, 'shared'), join(image, 'away'));
    const copyUps = [{ destination: '/data', source: join(host, 'volume/_data') }];
    const mounts = [bind('volume/_data', '/data')];
    const first = await run('cat /data/link; stat -c %a /data/dir/file; echo >/data/mine', mounts, { copyUps });
    expect(first.stdout).toBe('of the image640\n');
    const second = await run('ls /data', mounts, { copyUps });
    expect(second.stdout).toBe('away\ndir\nlink\nmine\n');
    expect(readdirSync(join(host, 'volume'))).toEqual(['_data']);
    expect(statSync(join(host, 'volume/_data/away')).ino).toBe(statSync(join(host, 'shared')).ino);
  });

  it('never land outside the root, nor lose their mode, while their target is swapped for a link (CVE-2021-30465)', () => {
    for (const name of ['rootfs', 'source']) mkdirSync(join(host, name));
    mkdirSync(join(host, 'rootfs/v'));
    const script = fileURLToPath(new URL('../fixtures/mount-race.ts', import.meta.url));
    const user = isRoot ? [] : ['--user', '--map-root-user'];
    const words = [
      ...user,
      '--mount',
      '--propagation',
      'private',
      process.execPath,
      '--no-warnings',
      script,
      host,
      '400',
    ];
    const { made, refused, ...rest } = JSON.parse(
      execFileSync('unshare', words, { encoding: 'utf8', timeout: 25_000 }),
    );
    expect(rest).toEqual({ outside: 0, writable: 0, left: [] });
    expect(made + refused).toBe(400);
    expect(made).toBeGreaterThan(0);
  }, 30_000);
});
