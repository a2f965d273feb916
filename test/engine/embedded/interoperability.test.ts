import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildHelloWorld } from '../../../engine/embedded/hello-world/image.ts';
import { type EmbeddedRegistry, startEmbeddedRegistry } from '../../../engine/embedded/registry.ts';
import { hexOf } from '../../../engine/image/digest.ts';

const hasSkopeo = spawnSync('skopeo', ['--version']).status === 0;
/** Plain HTTP, and no look at the credentials of whoever runs the tests. */
const plain = ['--tls-verify=false', '--no-creds'];
const image = buildHelloWorld();

/** Runs skopeo while this process goes on serving. */
async function skopeo(...args: readonly string[]): Promise<string> {
  const child = spawn('skopeo', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (status !== 0) throw new Error(`skopeo ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

describe.skipIf(!hasSkopeo)('the embedded registry, as skopeo sees it (needs: apt-get install skopeo)', () => {
  let registry: EmbeddedRegistry;
  let directory: string;
  let source: string;

  beforeAll(async () => {
    registry = await startEmbeddedRegistry();
    directory = await mkdtemp(join(tmpdir(), 'learn-run-skopeo-'));
    source = `docker://${registry.host}/library/hello-world`;
  });
  afterAll(async () => {
    await registry.close();
    await rm(directory, { recursive: true });
  });

  it.each(['amd64', 'arm64', 'riscv64'])('holds an image for %s', async (architecture) => {
    const platform = ['--override-os', 'linux', '--override-arch', architecture];
    const inspected: unknown = JSON.parse(await skopeo('inspect', ...platform, ...plain, source));
    expect(inspected).toMatchObject({ Digest: image.index.digest, Architecture: architecture, Os: 'linux' });
    expect(inspected).toMatchObject({ RepoTags: ['latest', 'linux'] });
  });

  it('can be copied whole into an image layout, every byte of it', async () => {
    const layout = join(directory, 'layout');
    await skopeo(
      'copy',
      '--quiet',
      '--all',
      ...plain.map((option) => option.replace('--', '--src-')),
      source,
      `oci:${layout}:latest`,
    );
    const contents = [...image.manifests, ...image.blobs];
    expect((await readdir(join(layout, 'blobs/sha256'))).sort()).toEqual(contents.map(([d]) => hexOf(d)).sort());
    for (const [digest, { bytes }] of contents) {
      expect((await readFile(join(layout, 'blobs/sha256', hexOf(digest)))).equals(bytes)).toBe(true);
    }
  });
});
