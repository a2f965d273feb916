import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helloExecutable, PROGRAMS } from '../../engine/embedded/hello-world/image.ts';
import { digestOf } from '../../engine/image/digest.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_MANIFEST } from '../../engine/image/media-type.ts';
import { formatPlatform, hostPlatform, type Platform } from '../../engine/image/platform.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { type FixtureRegistry, openFixtureRegistry, openOrigin, reply } from '../fixtures/registry.ts';
import { Sandbox } from '../fixtures/sandbox.ts';
import { archive, directory, file } from '../fixtures/tar-blocks.ts';

const HOST = hostPlatform(process.arch);
const OTHER: Platform = { os: 'linux', architecture: 's390x' };
const SAYS_HELLO = 'Hello from learn-run!';
const program = PROGRAMS.find(({ platform }) => platform.architecture === HOST.architecture)!;
const HELLO = archive(file('hello', Buffer.from(helloExecutable(program)), { mode: 0o755 }));
const SMALL = archive(directory('etc'), file('etc/small', 'small'));

/** Adds an image of these layers, which runs `/hello`, under its tag. */
function addLayers(registry: FixtureRegistry, tag: string, layers: readonly Buffer[], platform = HOST) {
  const rootfs = { type: 'layers', diff_ids: layers.map((layer) => digestOf(layer)) };
  const document = { ...platform, config: { Cmd: ['/hello'] }, rootfs };
  const config = registry.addBlob(Buffer.from(JSON.stringify(document)), OCI_CONFIG);
  const descriptors = layers.map((layer) => registry.addBlob(layer));
  const manifest = { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: descriptors };
  return { manifest: registry.addManifest(tag, manifest), layers: descriptors };
}

const addIndex = (registry: FixtureRegistry, tag: string, manifests: readonly object[]) =>
  registry.addManifest(tag, { schemaVersion: 2, mediaType: OCI_INDEX, manifests }, OCI_INDEX);

describe.skipIf(whyNoContainers)(`images that are seldom seen${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('have one layer several times', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    addLayers(registry, 'twice', [HELLO, SMALL, HELLO, SMALL, SMALL]);
    const ending = await sandbox.run([`${registry.host}/test:twice`]);
    expect(ending).toMatchObject({ status: 0, stdout: expect.stringContaining(SAYS_HELLO) });
    await expectNothingLeft(sandbox, ending);
  });

  it('have an index within their index, which a warm run needs no registry for', async () => {
    using sandbox = new Sandbox();
    const registry = await openFixtureRegistry();
    const { manifest } = addLayers(registry, 'inner', [HELLO]);
    const inner = addIndex(registry, 'inner', [{ ...manifest, platform: HOST }]);
    addIndex(registry, 'outer', [{ ...manifest, platform: OTHER }, inner]);
    const image = `${registry.host}/test:outer`;
    expect(await sandbox.run([image])).toMatchObject({ status: 0, stdout: expect.stringContaining(SAYS_HELLO) });
    await registry[Symbol.asyncDispose]();
    expect(await sandbox.run(['gc'])).toMatchObject({ status: 0 });
    const warm = await sandbox.run([image]);
    expect(warm).toMatchObject({ status: 0, stdout: expect.stringContaining(SAYS_HELLO) });
    await expectNothingLeft(sandbox, warm);
  });

  it('are for another platform than this machine, and their index does not say so: that is warned of, as docker does', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    addLayers(registry, 'other', [HELLO], OTHER);
    const image = `${registry.host}/test:other`;
    const warning = `WARNING: The requested image's platform (linux/s390x) does not match the detected host platform (linux/${HOST.architecture}) and no specific platform was requested\n`;
    for (const _ of ['cold', 'warm']) {
      const ending = await sandbox.run([image]);
      // It is the program of this machine after all.
      expect(ending).toMatchObject({ status: 0, stdout: expect.stringContaining(SAYS_HELLO) });
      expect(ending.stderr).toContain(warning);
    }
    const asked = await sandbox.run(['--platform=linux/s390x', image]);
    expect(asked.stderr).not.toContain('WARNING');
    await expectNothingLeft(sandbox, asked);
  });

  it('are here for one platform, and asked for another: the registry is asked, and none runs in the place of the other', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    addLayers(registry, 'only', [HELLO]);
    const image = `${registry.host}/test:only`;
    expect((await sandbox.run([image])).status).toBe(0);
    const refusal = `image with reference ${image} was found but does not match the specified platform: wanted linux/s390x, actual: ${formatPlatform(HOST)}`;
    for (const args of [[], ['--pull=never']]) {
      const ending = await sandbox.run(['--platform=linux/s390x', ...args, image]);
      expect(ending).toMatchObject({ status: 125, stdout: '', stderr: expect.stringContaining(refusal) });
    }
    const unpacked = await sandbox.run(['unpack', '--platform=linux/s390x', image, 'root']);
    expect(unpacked).toMatchObject({ status: 1, stderr: expect.stringContaining(refusal) });
    expect((await sandbox.run(['--pull=never', image])).status).toBe(0);
  });

  it('are here for another platform, and asked for by the name of this machine: that is no wish for just any', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    addLayers(registry, 'other', [HELLO], OTHER);
    const image = `${registry.host}/test:other`;
    expect((await sandbox.run(['pull', image])).status).toBe(0);
    const ending = await sandbox.run([`--platform=${formatPlatform(HOST)}`, image]);
    expect(ending).toMatchObject({ status: 125, stdout: '', stderr: expect.stringContaining('actual: linux/s390x') });
    expect(ending.stderr).not.toContain('WARNING');
    addLayers(registry, 'other', [HELLO]);
    expect(await sandbox.run([`--platform=${formatPlatform(HOST)}`, image])).toMatchObject({ status: 0 });
  });

  it('are here for one of the platforms of their index: that one runs where nobody asks for another, and goes on to', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    const other = addLayers(registry, 'a', [HELLO, SMALL], OTHER);
    const own = addLayers(registry, 'b', [HELLO]);
    const platforms = [
      { ...own.manifest, platform: HOST },
      { ...other.manifest, platform: OTHER },
    ];
    addIndex(registry, 'both', platforms);
    const image = `${registry.host}/test:both`;
    expect((await sandbox.run(['pull', '--platform=linux/s390x', image])).status).toBe(0);
    const first = await sandbox.run(['--pull=never', '--keep', '--name=stays', image]);
    expect(first).toMatchObject({ status: 0, stderr: expect.stringContaining('no specific platform was requested') });
    expect((await sandbox.run(['--pull=never', `--platform=${formatPlatform(HOST)}`, image])).status).toBe(125);
    const asked = await sandbox.run([`--platform=${formatPlatform(HOST)}`, image]);
    expect(asked).toMatchObject({ status: 0, stderr: expect.not.stringContaining('WARNING') });
    expect((await sandbox.run([image])).stderr).not.toContain('WARNING');
    const id = async () => (await sandbox.run(['inspect', '-f', '{{.Image}}', 'stays'])).stdout.trim();
    const before = await id();
    expect(await sandbox.run(['start', '-a', 'stays'])).toMatchObject({ status: 0 });
    expect(JSON.parse(registry.manifests.get('a')!.bytes.toString()).config.digest).toBe(before);
    expect(await id()).toBe(before);
    expect((await sandbox.run(['rm', 'stays'])).status).toBe(0);
  });

  it('are listed where they are for other platforms only', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    addIndex(registry, 'foreign', [{ ...addLayers(registry, 'a', [SMALL], OTHER).manifest, platform: OTHER }]);
    const image = `${registry.host}/test:foreign`;
    expect((await sandbox.run(['pull', '--platform=linux/s390x', image])).status).toBe(0);
    const listed = await sandbox.run(['images']);
    expect(listed).toMatchObject({ status: 0, stdout: expect.stringMatching(/test +foreign +[0-9a-f]{12}/) });
  });

  it('lose a layer that somebody removes by hand, and get it again without a download', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    const { layers } = addLayers(registry, 'robbed', [HELLO, SMALL]);
    const image = `${registry.host}/test:robbed`;
    expect((await sandbox.run([image])).status).toBe(0);
    rmSync(sandbox.path('home/snapshots', layers[1]!.digest.slice('sha256:'.length)), { recursive: true });
    const before = registry.asked.length;
    const again = await sandbox.run([image]);
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining(SAYS_HELLO) });
    expect(registry.asked.slice(before).filter(({ path }) => path.includes('/blobs/'))).toEqual([]);
    await expectNothingLeft(sandbox, again);
  });
});

describe('a pull', () => {
  it('refuses an image that is published for one platform only, and not for the one that was asked for', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    addLayers(registry, 'other', [SMALL], OTHER);
    const image = `${registry.host}/test:other`;
    const ending = await sandbox.run(['pull', '--platform=linux/ppc64le', image]);
    expect(ending).toMatchObject({ status: 1, stdout: expect.not.stringContaining('Pull complete') });
    expect(ending.stderr).toContain(
      `image with reference ${image} was found but does not match the specified platform: wanted linux/ppc64le, actual: linux/s390x`,
    );
    await expectNothingLeft(sandbox, ending);
  });

  it('fetches nothing from where a layer says, and shows nobody there a credential (CVE-2020-15157)', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    await using attacker = await openOrigin();
    attacker.on(reply(200, {}, SMALL));
    const { layers } = addLayers(registry, 'foreign', [SMALL]);
    const urls = [`${attacker.url}/layer`];
    const foreign = registry.addManifest('foreign', {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: JSON.parse(registry.manifests.get('foreign')!.bytes.toString()).config,
      layers: [{ ...layers[0]!, urls }],
    });
    registry.blobs.delete(layers[0]!.digest);
    const ending = await sandbox.run(['pull', `${registry.host}/test@${foreign.digest}`]);
    expect(ending.status).toBe(1);
    expect(ending.stderr).toContain('blob unknown');
    expect(attacker.asked).toEqual([]);
  });

  it('ends at once where one of its layers fails, and keeps of the others what came for the next time', async () => {
    using sandbox = new Sandbox();
    await using registry = await openFixtureRegistry();
    const large = archive(file('large', Buffer.alloc(200_000, 'large')));
    const { layers } = addLayers(registry, 'three', [SMALL, large, HELLO]);
    let hasStalled = false;
    registry.on((_, response, { path }) => {
      // Once: where the other layer failed before anything of this one was kept, it is asked for from its beginning.
      if (!path.endsWith(layers[1]!.digest) || hasStalled) return false;
      hasStalled = true;
      response.writeHead(200, { 'content-length': String(large.length) }).write(large.subarray(0, 100_000));
      return true;
    });
    registry.once(layers[2]!.digest, reply(404, {}, 'gone'));
    const image = `${registry.host}/test:three`;
    const began = performance.now();
    const ending = await sandbox.run(['pull', image]);
    expect(ending.status).toBe(1);
    expect(ending.stderr).toContain('404');
    // Far below the minute after which a body that does not go on has stalled.
    expect(performance.now() - began).toBeLessThan(20_000);
    const again = await sandbox.run(['pull', image]);
    expect(again.status).toBe(0);
    await expectNothingLeft(sandbox, again);
  });
});
