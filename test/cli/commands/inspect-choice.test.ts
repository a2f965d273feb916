import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../../cli/main.ts';
import { openStore } from '../../../engine/store/store.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';
import { syscalls } from '../../engine/store/temporary-store.ts';
import { descriptor } from '../../fixtures/run-values.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

const ID = 'a'.repeat(64);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'learn-run-inspect-'));
  const { containers } = openStore(home, { syscalls });
  containers.create({
    schemaVersion: 1,
    id: ID,
    name: 'web',
    image: { name: 'docker.io/library/x:latest', target: descriptor('1') },
    snapshots: [],
    status: 'created',
    createdAt: new Date(0).toISOString(),
    bundle: containers.directoryOf(ID),
    supervisor: identityOf(process.pid)!,
  });
});
afterEach(() => rmSync(home, { recursive: true }));

async function inspect(...words: string[]) {
  const io = capturedIo({ LEARN_RUN_HOME: home });
  const code = await main(['inspect', ...words], io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe.skipIf(process.platform !== 'linux')('learn-run inspect', () => {
  it.each([['web'], [ID], ['aaa']])('tells of the container that %j names', async (word) => {
    const { code, stdout } = await inspect(word);
    expect([code, JSON.parse(stdout)]).toEqual([0, [expect.objectContaining({ Id: ID, Name: '/web' })]]);
  });

  it('tells of each container that is named', async () => {
    const { code, stdout, stderr } = await inspect('web', 'nope');
    expect([code, JSON.parse(stdout).length]).toEqual([1, 1]);
    expect(stderr).toContain('No such object: nope');
  });

  it.each([
    [['-f', '{{.Name}}', 'web'], 0, '/web\n', ''],
    [['--format={{.Name}}', 'web'], 0, '/web\n', ''],
    [['--type', 'container', 'nope'], 1, '[]\n', 'No such container: nope'],
    [['--type', 'image', 'nope'], 1, '[]\n', 'No such image: nope:latest'],
    [['--type', 'volume', 'nope'], 1, '', 'must be "container" or "image"'],
    [['-f', '{{', 'web'], 64, '', 'template parsing error'],
    [['-f{{.Name}}', 'nope'], 1, '', 'No such object: nope'],
  ])("takes what only docker's has for docker's: %j", async (words, code, stdout, message) => {
    const ending = await inspect(...words);
    expect([ending.code, ending.stdout.trimStart()]).toEqual([code, stdout]);
    expect(ending.stderr).toContain(message);
  });

  it('says of the beginning of several ids that it means more than one', async () => {
    const { containers } = openStore(home, { syscalls });
    const other = 'a'.repeat(63).padEnd(64, 'b');
    containers.create({ ...containers.get(ID)!, id: other, name: 'db', bundle: containers.directoryOf(other) });
    const several = expect.stringContaining('multiple IDs found with provided prefix: aaa');
    expect(await inspect('aaa')).toMatchObject({ code: 1, stdout: '[]\n', stderr: several });
    expect(await inspect('--type', 'container', 'aaa')).toMatchObject({ code: 1, stderr: several });
  });

  it('looks for a recorded run where no container is named, and says where there is neither', async () => {
    const neither = expect.stringContaining('no container, no recorded run and no image is called "nope"');
    expect(await inspect('nope')).toMatchObject({ code: 1, stderr: neither });
    expect(await inspect('last')).toMatchObject({ code: 1, stderr: expect.stringContaining('no recorded run "last"') });
    expect(await inspect()).toMatchObject({ code: 1, stderr: expect.stringContaining('requires 1 argument') });
  });
});
