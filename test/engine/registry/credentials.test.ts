import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storedCredentials } from '../../../engine/registry/credentials.ts';
import { CredentialsUnreadable } from '../../../engine/registry/errors.ts';
import { never } from '../../fixtures/registry-client.ts';

const ADA = Buffer.from('ada:love:lace').toString('base64');
const ADA_READ = { kind: 'password', username: 'ada', password: 'love:lace' };

let home: string;
let env: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'learn-run-credentials-'));
  mkdirSync(join(home, '.docker'));
  mkdirSync(join(home, 'bin'));
  env = { PATH: `${join(home, 'bin')}:/usr/bin:/bin` };
});
afterEach(() => rmSync(home, { recursive: true }));

const find = (registry: string, repository = 'team/app') =>
  storedCredentials({ env, home })(registry, repository, never);
const writeConfig = (config: unknown, path = '.docker/config.json') =>
  writeFileSync(join(home, path), typeof config === 'string' ? config : JSON.stringify(config));

function writeHelper(name: string, script: string): void {
  const path = join(home, 'bin', `docker-credential-${name}`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

describe('storedCredentials', () => {
  it('finds nothing where nothing is stored', async () => {
    expect(await find('docker.io')).toBeUndefined();
  });

  it('finds a password, colons in it included', async () => {
    writeConfig({ auths: { 'localhost:5000': { auth: ADA } } });
    expect(await find('localhost:5000')).toEqual(ADA_READ);
  });

  it('gives a password to no other host or port', async () => {
    writeConfig({ auths: { 'localhost:5000': { auth: ADA }, 'example.com': { auth: ADA } } });
    for (const other of [
      'localhost',
      'localhost:5001',
      'evil-example.com',
      'www.example.com',
      '__proto__',
      'docker.io',
    ]) {
      expect(await find(other)).toBeUndefined();
    }
  });

  it('finds Docker Hub under its old name', async () => {
    writeConfig({ auths: { 'https://index.docker.io/v1/': { auth: ADA } } });
    expect(await find('docker.io')).toEqual(ADA_READ);
  });

  it('prefers an identity token', async () => {
    writeConfig({ auths: { r: { auth: ADA, identitytoken: 'refresh' } } });
    expect(await find('r')).toEqual({ kind: 'identityToken', token: 'refresh' });
  });

  it('reads DOCKER_CONFIG instead of the home directory, and podman’s auth.json after it', async () => {
    env.DOCKER_CONFIG = join(home, 'elsewhere');
    env.XDG_RUNTIME_DIR = home;
    writeConfig({ auths: { r: { auth: 'never read' } } });
    mkdirSync(join(home, 'containers'));
    writeConfig({ auths: { r: { auth: ADA } } }, 'containers/auth.json');
    expect(await find('r')).toEqual(ADA_READ);
  });

  it('goes by what the environment names for this command before anything else', async () => {
    writeConfig({ auths: { r: { auth: 'never read' } } });
    writeConfig({ auths: { r: { auth: ADA }, only: { auth: ADA } } }, 'auth.json');
    env.REGISTRY_AUTH_FILE = join(home, 'auth.json');
    expect(await find('r')).toEqual(ADA_READ);
    env.DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { r: { auth: Buffer.from('eva:x').toString('base64') } } });
    expect(await find('r')).toEqual({ kind: 'password', username: 'eva', password: 'x' });
    expect(await find('only')).toEqual(ADA_READ);
  });

  it('finds what podman stored for a part of a registry, for that part alone', async () => {
    const eva = Buffer.from('eva:x').toString('base64');
    writeConfig({ auths: { 'r/team': { auth: ADA }, 'r/team/deep': { auth: eva } } });
    expect(await find('r', 'team/app')).toEqual(ADA_READ);
    expect(await find('r', 'team/deep/app')).toMatchObject({ username: 'eva' });
    for (const other of ['other/app', 'teams/app', 'te']) expect(await find('r', other)).toBeUndefined();
  });

  it.each(['https://r/v1/', 'https://r/v2/', 'http://r', 'r/v1/'])(
    'finds %s, as former dockers wrote it',
    async (key) => {
      writeConfig({ auths: { [key]: { auth: ADA } } });
      expect(await find('r')).toEqual(ADA_READ);
      for (const other of ['https', 'v1', 'r:5000', 'xr']) expect(await find(other)).toBeUndefined();
    },
  );

  it('asks the helper of a registry before the common one', async () => {
    writeConfig({ credsStore: 'common', credHelpers: { r: 'mine' }, auths: { r: { auth: ADA } } });
    writeHelper('mine', `read key; echo "{\\"Username\\":\\"u-$key\\",\\"Secret\\":\\"s\\"}"`);
    writeHelper('common', `echo '{"Username":"<token>","Secret":"refresh"}'`);
    expect(await find('r')).toEqual({ kind: 'password', username: 'u-r', password: 's' });
    expect(await find('other')).toEqual({ kind: 'identityToken', token: 'refresh' });
  });

  it('goes on to what is stored in the file when the common helper has nothing', async () => {
    writeConfig({ credsStore: 'empty', auths: { r: { auth: ADA } } });
    writeHelper('empty', 'echo credentials not found in native keychain; exit 1');
    expect(await find('r')).toEqual(ADA_READ);
  });

  it.each([
    ['is missing', undefined],
    ['fails', 'echo SECRET >&2; echo SECRET; exit 3'],
    ['prints garbage', 'echo SECRET'],
  ])('names a helper that %s, and shows nothing of what it said', async (_title, script) => {
    writeConfig({ credsStore: 'broken' });
    if (script !== undefined) writeHelper('broken', script);
    const error = await find('r').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CredentialsUnreadable);
    expect(String(error)).toContain('docker-credential-broken');
    expect(String(error)).not.toContain('SECRET');
  });

  it('runs no program outside PATH', async () => {
    writeConfig({ credsStore: '../../../tmp/evil' });
    await expect(find('r')).rejects.toThrow('not a name of a helper');
  });

  it.each(['not json SECRET', '[]', '"SECRET"', JSON.stringify({ auths: { r: { auth: 'SECRET' } } })])(
    'names a broken file without its content: %s',
    async (content) => {
      writeConfig(content);
      const error = await find('r').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CredentialsUnreadable);
      expect(String(error)).toContain('config.json');
      expect(String(error)).not.toContain('SECRET');
    },
  );
});
