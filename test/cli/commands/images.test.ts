import { beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../../cli/main.ts';
import { openStore } from '../../../engine/store/store.ts';
import { syscalls, temporaryDirectory, writeImage } from '../../engine/store/temporary-store.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

let home: string;
beforeEach(async () => {
  home = temporaryDirectory();
  const store = openStore(home, { syscalls });
  const { index } = await writeImage(store);
  for (const name of ['app:1', 'web:2']) await store.images.put(`docker.io/library/${name}`, index);
});

async function images(...words: string[]) {
  const io = capturedIo({ LEARN_RUN_HOME: home });
  const code = await main(['images', ...words], io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('learn-run images', () => {
  it('has the names of docker for its fields, also as JSON', async () => {
    const { stdout } = await images('--format', 'json', 'app');
    expect(JSON.parse(stdout)).toMatchObject({ Repository: 'app', Tag: '1', ID: '<none>', Containers: 'N/A' });
  });

  it.each([
    [['-a', '--format', '{{.Repository}}'], 'web\napp\n'],
    [['--filter', 'reference=*:2', '--format', '{{.Repository}}'], 'web\n'],
    [['--format', '{{.Tag}}', 'a*'], '1\n'],
    [['-q', '--format', '{{.Tag}}', 'app'], '1\n'],
    [[':::'], 'REPOSITORY   TAG   IMAGE ID   CREATED   SIZE\n'],
  ])('lists with %j what docker lists', async (words, stdout) => {
    expect(await images(...words)).toEqual({ code: 0, stdout, stderr: '' });
  });
});
