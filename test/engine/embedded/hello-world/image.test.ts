import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildHelloWorld, helloExecutable, PROGRAMS } from '../../../../engine/embedded/hello-world/image.ts';
import { MESSAGE } from '../../../../engine/embedded/hello-world/message.ts';
import type { Content } from '../../../../engine/embedded/image.ts';
import { type Digest, digestOf } from '../../../../engine/image/digest.ts';
import type { ImageConfig } from '../../../../engine/image/image-config.ts';
import type { ImageIndex } from '../../../../engine/image/image-index.ts';
import type { Manifest } from '../../../../engine/image/manifest.ts';

const image = buildHelloWorld();
const parse = <T>(contents: ReadonlyMap<Digest, Content>, digest: Digest) =>
  JSON.parse(Buffer.from(contents.get(digest)!.bytes).toString()) as T;
const index = parse<ImageIndex>(image.manifests, image.index.digest);

describe('buildHelloWorld', () => {
  it('makes the same digests each time, on every machine', () => {
    expect(buildHelloWorld()).toEqual(image);
    expect(index.manifests.map(({ digest }) => digest)).toEqual([
      'sha256:29d8fb472f63417b34352fceea0875ce65e25aa22d5d48c281d3669fa440e076',
      'sha256:68251246cc7fe72eac1b967446a00931bf7bfeb207383be147125186db2049d7',
      'sha256:df0f3508589ae900be90949f42ea9ff332d28dd45c8b4a15592085ce97acf6a2',
    ]);
  });

  it('offers linux on amd64, arm64 and riscv64', () => {
    expect(index.manifests.map(({ platform }) => platform)).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64', variant: 'v8' },
      { os: 'linux', architecture: 'riscv64' },
    ]);
  });

  it('names every content by its digest', () => {
    for (const [digest, { bytes }] of [...image.manifests, ...image.blobs]) expect(digestOf(bytes)).toBe(digest);
  });

  it.each(PROGRAMS.map((program, n) => ({ program, descriptor: index.manifests[n]! })))(
    'leads from the index to /hello for $program.platform.architecture, with true sizes and diffIDs',
    ({ program, descriptor }) => {
      const { config, layers } = parse<Manifest>(image.manifests, descriptor.digest);
      expect(image.manifests.get(descriptor.digest)!.bytes.length).toBe(descriptor.size);
      for (const { digest, size } of [config, ...layers]) expect(image.blobs.get(digest)!.bytes.length).toBe(size);
      const archive = gunzipSync(image.blobs.get(layers[0]!.digest)!.bytes);
      const imageConfig = parse<ImageConfig>(image.blobs, config.digest);
      expect(imageConfig).toMatchObject({ ...program.platform, config: { Cmd: ['/hello'] } });
      expect(imageConfig.rootfs.diff_ids).toEqual([digestOf(archive)]);
      expect(archive.includes(Buffer.from(helloExecutable(program)))).toBe(true);
    },
  );
});

describe("the transcript of Docker's run", () => {
  const transcript = (name: string) =>
    readFileSync(new URL(`../../../fixtures/docker-run-hello-world/${name}`, import.meta.url), 'utf8');

  it('was recorded with this very image', () => {
    expect(transcript('cold.stderr')).toContain(`Digest: ${image.index.digest}\n`);
    expect([transcript('cold.stdout'), transcript('warm.stdout')]).toEqual([MESSAGE, MESSAGE]);
  });
});
