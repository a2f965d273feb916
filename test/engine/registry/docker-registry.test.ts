import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf, hexOf } from '../../../engine/image/digest.ts';
import { parseImageConfig, refuseLayerMismatch } from '../../../engine/image/image-config.ts';
import { parseManifest } from '../../../engine/image/manifest.ts';
import { OCI_CONFIG, OCI_LAYER_GZIP, OCI_MANIFEST } from '../../../engine/image/media-type.ts';
import { openRegistry, type RegistryClient } from '../../../engine/registry/client.ts';
import { storedCredentials } from '../../../engine/registry/credentials.ts';
import { collect, never } from '../../fixtures/registry-client.ts';

const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const missing = ['docker-registry', 'skopeo'].filter((program) => !has(program));
const reason = missing.length === 0 ? '' : ` (skipped: apt install ${missing.join(' ')})`;
const LAYER = Buffer.alloc(1024 * 1024, 'not really a tar archive, but the registry does not look. ');

describe.skipIf(missing.length > 0)(`a real registry, pushed to by skopeo${reason}`, () => {
  let directory: string;
  let registry: ChildProcess;
  let client: RegistryClient;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'learn-run-registry-'));
    const port = await freePort();
    registry = await serve(directory, port);
    writeLayout(join(directory, 'image'));
    push(directory, `localhost:${port}/library/tiny:1`, []);
    push(directory, `localhost:${port}/library/tiny:schema2`, ['--format', 'v2s2']);
    client = openRegistry({ registry: `localhost:${port}` });
  });
  afterAll(async () => {
    await client?.close();
    if (registry?.exitCode === null && registry.kill()) await once(registry, 'exit');
    rmSync(directory, { recursive: true });
  });

  it.each(['1', 'schema2'])('gives an image with every byte in its place: tag %s', async (tag) => {
    expect(await client.contact('library/tiny', never)).toEqual({ challenge: undefined });
    const { descriptor, bytes } = await client.fetchManifest('library/tiny', tag, never);
    const manifest = parseManifest(bytes, descriptor);
    const config = parseImageConfig(await collect(client.openBlob('library/tiny', manifest.config, { signal: never })));
    refuseLayerMismatch(manifest, config);
    expect(config).toMatchObject({ os: 'linux', architecture: 'amd64', config: { Cmd: ['/hello'] } });
    const layer = await collect(client.openBlob('library/tiny', manifest.layers[0]!, { signal: never }));
    expect(digestOf(layer)).toBe(manifest.layers[0]!.digest);
  });

  it('gives the rest of a layer from an offset', async () => {
    const { bytes, descriptor } = await client.fetchManifest('library/tiny', '1', never);
    const [layer] = parseManifest(bytes, descriptor).layers;
    const whole = await collect(client.openBlob('library/tiny', layer!, { signal: never }));
    expect(await collect(client.openBlob('library/tiny', layer!, { offset: 100, signal: never }))).toEqual(
      whole.subarray(100),
    );
  });

  it('does not know what it does not have, in the words that docker prints', async () => {
    await expect(client.fetchManifest('library/tiny', 'nosuch', never)).rejects.toThrow(
      /^manifest for localhost:\d+\/library\/tiny:nosuch not found: manifest unknown: manifest unknown$/,
    );
  });
});

/** The password of the test vector of crypt_blowfish, and its hash. */
const PASSWORD = 'U*U';
const HTPASSWD = 'ada:$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n';

describe.skipIf(missing.length > 0)(`a real registry that wants a password${reason}`, () => {
  let directory: string;
  let registry: ChildProcess;
  let host: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'learn-run-registry-'));
    const port = await freePort();
    host = `localhost:${port}`;
    writeFileSync(join(directory, 'htpasswd'), HTPASSWD);
    const auth = { htpasswd: { realm: 'test', path: join(directory, 'htpasswd') } };
    registry = await serve(directory, port, { auth });
    writeLayout(join(directory, 'image'));
    push(directory, `${host}/library/tiny:1`, ['--dest-creds', `ada:${PASSWORD}`]);
  });
  afterAll(async () => {
    if (registry?.exitCode === null && registry.kill()) await once(registry, 'exit');
    rmSync(directory, { recursive: true });
  });

  const fetchWith = async (env: Record<string, string>) => {
    const client = openRegistry({ registry: host, credentials: storedCredentials({ env, home: directory }) });
    try {
      const { challenge } = await client.contact('library/tiny', never);
      await client.authorize(challenge!, 'library/tiny', never);
      return (await client.fetchManifest('library/tiny', '1', never)).descriptor.mediaType;
    } finally {
      await client.close();
    }
  };

  it('lets in who has logged in with skopeo, whose file podman and buildah share', async () => {
    const file = join(directory, 'login.json');
    const login = ['login', '--tls-verify=false', '--authfile', file, '--username', 'ada', '--password-stdin', host];
    execFileSync('skopeo', login, { input: PASSWORD, stdio: ['pipe', 'ignore', 'pipe'] });
    await expect(fetchWith({ REGISTRY_AUTH_FILE: file })).resolves.toBe(OCI_MANIFEST);
  });

  it('says to everybody else that it wants a login, as docker does', async () => {
    await expect(fetchWith({})).rejects.toThrow(
      `pull access denied for ${host}/library/tiny, repository does not exist or may require 'docker login': no basic auth credentials`,
    );
    const auths = { [host]: { auth: Buffer.from('ada:wrong').toString('base64') } };
    await expect(fetchWith({ DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) })).rejects.toThrow('pull access denied');
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts docker-registry, and comes back when it listens. */
async function serve(directory: string, port: number, more: object = {}): Promise<ChildProcess> {
  const config = join(directory, 'registry.yml');
  const settings = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: join(directory, 'data') } },
    http: { addr: `127.0.0.1:${port}` },
    ...more,
  };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(settings));
  const child = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  // The pipe is read on: a registry whose log goes nowhere ends.
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (line) => String(line).includes('listening on') && resolve());
    child.on('exit', (code) => reject(new Error(`docker-registry ended with ${code}`)));
  });
  return child;
}

function push(directory: string, name: string, options: string[]): void {
  const source = `oci:${join(directory, 'image')}:tiny`;
  const policy = ['--insecure-policy', 'copy', '--dest-tls-verify=false', ...options];
  // A file of its own: the usual one may be somebody else's.
  const authFile = join(directory, 'auth.json');
  writeFileSync(authFile, '{}');
  const env = { ...process.env, REGISTRY_AUTH_FILE: authFile };
  execFileSync('skopeo', [...policy, source, `docker://${name}`], { stdio: 'pipe', env });
}

/** An OCI image layout with one image of one layer, written by hand. */
function writeLayout(directory: string): void {
  mkdirSync(join(directory, 'blobs/sha256'), { recursive: true });
  const add = (bytes: Buffer, mediaType: string) => {
    const digest = digestOf(bytes);
    writeFileSync(join(directory, 'blobs/sha256', hexOf(digest)), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const json = (value: object) => Buffer.from(JSON.stringify(value));
  const rootfs = { type: 'layers', diff_ids: [digestOf(LAYER)] };
  const config = add(json({ os: 'linux', architecture: 'amd64', config: { Cmd: ['/hello'] }, rootfs }), OCI_CONFIG);
  const layers = [add(gzipSync(LAYER), OCI_LAYER_GZIP)];
  const manifest = add(json({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers }), OCI_MANIFEST);
  const annotations = { 'org.opencontainers.image.ref.name': 'tiny' };
  writeFileSync(join(directory, 'index.json'), json({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }));
  writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}
