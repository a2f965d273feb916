import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { KeptContainers } from '../../fixtures/kept-containers.ts';

let kept: KeptContainers;
beforeAll(() => {
  kept = new KeptContainers();
  kept.keep('a'.repeat(64), 'web');
  kept.keep('b'.repeat(64), 'db');
  kept.keep('c'.repeat(64), 'box', { status: 'running', init: identityOf(process.pid)! });
});
afterAll(() => kept[Symbol.dispose]());

describe('commands beside run', () => {
  it.each([
    [['ps', '--nope'], 'unknown flag: --nope'],
    [['ps', '--filter', 'bad'], 'invalid argument "bad"'],
    [['ps', '-n', 'x'], 'invalid argument "x"'],
    [['logs', '--since'], 'flag needs an argument: --since'],
    [['exec', '--nope', 'web', 'true'], 'unknown flag: --nope'],
    [['exec', '-e', '=x', 'web', 'true'], 'invalid argument "=x"'],
    [['stop', '-t', 'x', 'web'], 'invalid argument "x"'],
    [['volume', 'create', '--label', '=a'], 'invalid argument "=a"'],
  ])('end %j with 125, as docker does where the command line cannot be read', async (words, message) => {
    expect(await kept.run(...words)).toEqual({ code: 125, stdout: '', stderr: expect.stringContaining(message) });
  });

  it.each([
    [['ps', '--filter', 'bad=x'], "invalid filter 'bad'"],
    [['ps', '--filter', 'status=x'], "invalid filter 'status=x'"],
    [['ps', '--format', '{{'], 'template parsing error'],
    [['ps', '-a', '--format', '{{.Nope}}'], 'Nope'],
    [['logs', '--since', 'bad', 'web'], 'invalid value for "since"'],
    [['exec', '--env-file', '/nowhere', 'web', 'true'], 'open /nowhere: no such file'],
    [['attach', '--detach-keys', 'bad', 'web'], 'invalid detach keys (bad)'],
    [['exec', '--detach-keys', 'bad', '-d', 'box', 'true'], 'invalid detach keys (bad)'],
    [['start', '-a', 'web', 'db'], 'cannot start and attach multiple containers'],
    [['rename', 'web', 'a/b'], 'invalid container name (a/b)'],
    [['images', '--format', '{{'], 'template parsing error'],
    [['image', 'purge'], 'unknown command: learn-run image purge'],
    [['volume', 'create', '--driver', 'nfs', 'data'], 'volume driver "nfs"'],
  ])('end %j with 1, as docker does where it can be read', async (words, message) => {
    expect(await kept.run(...words)).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining(message) });
  });

  it.each([
    [['inspect', '-f', '{{', 'web']],
    [['container', 'inspect', '-f', '{{', 'web']],
    [['volume', 'inspect', '-f', '{{', 'data']],
  ])('end %j with 64, as docker does where a format of inspect is no template', async (words) => {
    expect(await kept.run(...words)).toMatchObject({ code: 64, stderr: expect.stringContaining('unclosed action') });
  });
});
