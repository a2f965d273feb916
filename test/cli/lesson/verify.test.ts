import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readPack } from '../../../cli/lesson/pack.ts';
import { problemsOf } from '../../../cli/lesson/verify.ts';
import { processesOf } from '../../fixtures/host-state.ts';
import { lessonText } from '../../fixtures/lesson-text.ts';
import { whyNoContainers } from '../../fixtures/privileges.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

let base: string;
let pack: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'learn-run-verify-'));
  pack = join(base, 'lessons');
  mkdirSync(pack);
  writeFileSync(join(pack, 'other.md'), 'What the lesson links to.');
});
afterEach(() => rmSync(base, { recursive: true }));

/** What is wrong with a pack of one lesson, which is good but for these fields. */
async function problems(changes: Parameters<typeof lessonText>[0] = {}) {
  writeFileSync(join(pack, '01-name.md'), lessonText(changes));
  const io = { ...capturedIo({ HOME: base }), uid: process.geteuid!() };
  const found = await Promise.all(readPack(pack).map((lesson) => problemsOf(lesson, pack, io)));
  return found.flat();
}

const fact = { check: 'fact', 'check.fact': 'layer-count', 'check.image': 'learn.localhost/whiteouts' };
const pull = 'learn-run pull learn.localhost/whiteouts';

describe.skipIf(whyNoContainers)(`problemsOf${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('finds none in a lesson that its solution solves', async () => {
    expect(await problems()).toEqual([]);
    expect(await problems({ ...fact, solution: [pull, 'learn-run lesson check {fact}'] })).toEqual([]);
  });

  it('hands a solution what it pipes', async () => {
    const run = { check: 'run', 'check.exit': '0', 'check.prints': '12345', 'check.image': undefined };
    const command = 'learn-run lesson check -i --entrypoint /bin/cat learn.localhost/cat';
    expect(await problems({ ...run, solution: `echo 12345 | ${command}` })).toEqual([]);
    expect(await problems({ ...run, solution: command })).toHaveLength(1);
  });

  it('leaves nothing in the background that a solution has left there', async () => {
    vi.stubEnv('TMPDIR', base);
    onTestFinished(() => void vi.unstubAllEnvs());
    const background = 'learn-run -d --network none learn.localhost/stubborn';
    expect(await problems({ ...fact, solution: [pull, background, 'learn-run lesson check {fact}'] })).toEqual([]);
    await vi.waitFor(() => expect(processesOf(base)).toEqual([]), 5000);
    expect(readdirSync(base).filter((name) => name.startsWith('learn-run-lesson-'))).toEqual([]);
  });

  it('finds links and paths that lead nowhere, and images that need a network', async () => {
    rmSync(join(pack, 'other.md'));
    mkdirSync(join(base, 'engine'));
    expect(await problems({ image: 'alpine' })).toEqual([
      'the link to other.md leads nowhere',
      'there is no file engine/engine.ts',
      'the image alpine is not one that learn-run carries',
    ]);
  });

  it('finds a solution that is none', async () => {
    expect(await problems({ solution: undefined })).toEqual(['it has no solution']);
    expect(await problems({ solution: 'rm -r /' })).toEqual(['its solution has a line that is not learn-run: rm -r /']);
    expect(await problems({ ...fact, solution: [pull, 'learn-run lesson check 99'] })).toEqual([
      'its solution does not solve it: Not yet. 99: your store says something else. The task: Bring it. A hint: learn-run lesson hint',
    ]);
    const [problem] = await problems({ needs: 'network', ...fact, solution: [pull, 'learn-run lesson check 99'] });
    expect(problem).toMatch(/^its solution does not solve it here, and it needs root with iproute2 and nftables,/);
  });
});
