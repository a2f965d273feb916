import { describe, expect, it } from 'vitest';
import { main } from '../../../cli/main.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

async function runDiff(...words: string[]) {
  const io = capturedIo();
  const code = await main(['run-diff', ...words], io);
  return { code, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('learn-run run-diff', () => {
  it('ends with 0 where two runs went the same way', async () => {
    const { code, stdout } = await runDiff('hello-world', 'hello-world');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^They took the same steps, and say the same of each\.\n/);
  });

  it('ends with 1 where they did not, and says where they part', async () => {
    const { code, stdout } = await runDiff('hello-world', 'exec-failure');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\nTHEY PART AT\nwriteBundle\n {2}A: config\.json says what to run: \["\/hello"\]/);
    expect(stdout).toMatch(/^REQUEST\n\/process\/args\n {2}A: \[\]$/m);
    expect(stdout).toMatch(/^attachStreams +\d+\.\d +-$/m);
    expect(stdout).not.toContain('HOST');
  });

  it('tells the same to programs', async () => {
    const { stdout } = await runDiff('--json', 'hello-world', 'exec-failure');
    expect(JSON.parse(stdout)).toMatchObject({ divergence: { what: 'writeBundle' }, host: [] });
  });

  it('wants two of them', async () => {
    expect(await runDiff('hello-world')).toMatchObject({ code: 1, stdout: '' });
  });
});
