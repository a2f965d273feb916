import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../../cli/main.ts';
import { openStore } from '../../../engine/store/store.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { syscalls } from '../../engine/store/temporary-store.ts';
import { RECORD } from '../../fixtures/container-state.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'learn-run-volume-'));
});
afterEach(() => rmSync(home, { recursive: true }));

async function volume(...words: string[]) {
  const io = capturedIo({ LEARN_RUN_HOME: home });
  const code = await main(['volume', ...words], io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

/** One that has ended, and had these volumes. */
function keepContainer(volumes: readonly string[]): void {
  const { containers } = openStore(home, { syscalls });
  const id = 'a'.repeat(64);
  const bundle = containers.directoryOf(id);
  containers.create({ ...RECORD, id, status: 'stopped', bundle, supervisor: identityOf(process.pid)!, volumes });
}

describe('learn-run volume', () => {
  it('makes volumes, lists and shows them, and removes them', async () => {
    expect(await volume('create', '--label', 'a=b', 'zoo')).toEqual({ code: 0, stdout: 'zoo\n', stderr: '' });
    expect((await volume('create')).stdout).toMatch(/^[a-f0-9]{64}\n$/);
    expect((await volume('ls')).stdout).toMatch(/^DRIVER {4}VOLUME NAME\nlocal {5}[a-f0-9]{64}\nlocal {5}zoo\n$/);
    expect((await volume('ls', '--format', '{{.Name}}|{{.Driver}}')).stdout).toContain('zoo|local\n');
    const [shown] = JSON.parse((await volume('inspect', 'zoo')).stdout);
    expect(shown).toMatchObject({ Name: 'zoo', Labels: { a: 'b' }, Mountpoint: join(home, 'volumes/zoo/_data') });
    const template = '{{.Mountpoint}} {{json .Labels}}';
    expect((await volume('inspect', '-f', template, 'zoo')).stdout).toBe(`${shown.Mountpoint} {"a":"b"}\n`);
    expect(await volume('rm', 'zoo')).toEqual({ code: 0, stdout: 'zoo\n', stderr: '' });
    expect((await volume('ls', '-q')).stdout).not.toContain('zoo');
  });

  it('does what it can, and ends with 1 where something could not be done', async () => {
    await volume('create', 'zoo');
    const { code, stdout, stderr } = await volume('rm', 'nope', 'zoo');
    expect([code, stdout]).toEqual([1, 'zoo\n']);
    expect(stderr).toContain('get nope: no such volume');
    expect((await volume('rm', '--force', 'nope')).code).toBe(0);
    expect(await volume('inspect', 'nope')).toMatchObject({ code: 1, stdout: '[]\n' });
  });

  it('removes those without a name that nobody has any more, and those with one where that is said', async () => {
    const [unused, used] = [(await volume('create')).stdout, (await volume('create')).stdout];
    await volume('create', 'zoo');
    keepContainer([used.trim()]);
    const { code, stdout } = await volume('prune');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^WARNING! .*\nAre you sure .* \[y\/N\] $/),
    });
    writeFileSync(join(home, 'volumes', unused.trim(), '_data/file'), 'x'.repeat(1500));
    const freed = '\nTotal reclaimed space: 1.5kB\n';
    expect(await volume('prune', '-f')).toEqual({ code: 0, stdout: `Deleted Volumes:\n${unused}${freed}`, stderr: '' });
    expect(await volume('prune', '--force=true')).toMatchObject({ code: 0, stdout: 'Total reclaimed space: 0B\n' });
    expect((await volume('prune', '-a', '-f')).stdout).toMatch(/^Deleted Volumes:\nzoo\n\n/);
    expect((await volume('ls', '-q')).stdout).toBe(used);
  });

  it('lists labels in words, and what a list does not look for as docker does', async () => {
    await volume('create', '--label', 'b=c', '--label', 'a=b', 'data');
    const { stdout } = await volume('ls', '--format', '{{.Labels}}|{{.Label "b"}}|{{.Size}}|{{.Scope}}');
    expect(stdout).toBe('a=b,b=c|c|N/A|local\n');
    expect(JSON.parse((await volume('ls', '--format', 'json')).stdout)).toMatchObject({
      Name: 'data',
      Labels: 'a=b,b=c',
    });
  });

  it('removes only those that filters leave', async () => {
    for (const [name, label] of [
      ['scratch', 'kind=scratch'],
      ['data', 'kind=data'],
    ] as const)
      await volume('create', '--label', label, name);
    expect((await volume('prune', '-af', '--filter', 'label=nope')).stdout).toBe('Total reclaimed space: 0B\n');
    expect((await volume('prune', '-af', '--filter', 'label!=kind=data')).stdout).toMatch(
      /^Deleted Volumes:\nscratch\n\n/,
    );
    expect((await volume('ls', '-q')).stdout).toBe('data\n');
  });

  it.each([
    [['name=da'], ['data']],
    [
      ['name=^data$', 'name=zoo'],
      ['data', 'zoo'],
    ],
    [['label=kind'], ['data', 'used']],
    [['label=kind=a', 'label=size'], []],
    [['label=kind=a', 'name=data'], ['data']],
    [['dangling=true'], ['data', 'zoo']],
    [['dangling=0'], ['used']],
    [['driver=local'], ['data', 'used', 'zoo']],
    [['driver=nfs'], []],
  ])('lists with the filters %j those that docker lists', async (filters, names) => {
    await volume('create', '--label', 'kind=a', 'data');
    await volume('create', '--label', 'kind=b', 'used');
    await volume('create', 'zoo');
    keepContainer(['used']);
    const { stdout } = await volume('ls', '-q', ...filters.flatMap((filter) => ['--filter', filter]));
    expect(stdout.split('\n').filter(Boolean)).toEqual(names);
  });

  it.each([
    [['ls', '-f', 'dangling=0', '-f', 'dangling=1'], "invalid filter 'dangling=0,1': expected true or false"],
    [['ls', '-f', 'dangling=x'], "invalid filter 'dangling=x': expected true or false"],
    [['ls', '-f', 'scope=local'], "invalid filter 'scope': expected one of name, label, dangling, driver"],
    [['prune', '-f', '--filter', 'until=1h'], "invalid filter 'until': expected one of label, label!"],
    [['create', 'a/b'], 'includes invalid characters for a local volume name'],
    [['create', '--driver', 'nfs', 'x1'], 'volume driver "nfs" is not supported'],
    [['create', '--label', '=a'], "invalid label '=a': empty name"],
    [['create', 'x1', 'x2'], "'learn-run volume create' requires at most 1 argument"],
    [['rm'], "'learn-run volume rm' requires at least 1 argument"],
    [['purge'], 'unknown command: learn-run volume purge'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await volume(...words);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
  });
});
