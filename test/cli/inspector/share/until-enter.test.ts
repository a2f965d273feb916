import { PassThrough } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { Journal } from '../../../../cli/inspector/journal.ts';
import { Classroom } from '../../../../cli/inspector/share/classroom.ts';
import { untilEnter } from '../../../../cli/inspector/share/until-enter.ts';
import { Interrupted } from '../../../../machines/errors.ts';
import { followStory, signIn } from '../../../fixtures/followers.ts';
import { capturedIo } from '../../../fixtures/terminal.ts';

/** A class that is waited for, at a keyboard that the test has. */
async function waiting() {
  const archive = { layer: async () => undefined, blob: async () => undefined };
  const subject = { journal: new Journal(), assets: {}, archive };
  const classroom = await Classroom.open(subject, { address: '127.0.0.1', port: 0, device: 'lo', others: [] });
  onTestFinished(() => classroom.close());
  const io = { ...capturedIo(), stdin: new PassThrough() };
  const begun = untilEnter(classroom, io);
  return { classroom, io, begun };
}

it('says how many have come, in one line, until Enter is pressed', async () => {
  const { classroom, io, begun } = await waiting();
  const { origin } = new URL(classroom.address);
  const { headers } = await signIn(origin, { code: classroom.code });
  const followers = [await followStory(origin, headers), await followStory(origin, headers)];
  await expect.poll(() => io.stderr.text()).toContain('2 follow');
  io.stdin.write('\n');
  await begun;
  for (const { response } of followers) response.destroy();
  await expect.poll(() => classroom.followers).toBe(0);
  const counts = io.stderr.text().match(/\d+ follows?/g);
  expect(counts).toEqual(['0 follow', '1 follows', '2 follow']);
  expect(io.stderr.text().split('\n')).toHaveLength(2);
  expect(io.stdin.isPaused()).toBe(true);
});

it('begins where there is no keyboard any more', async () => {
  const { io, begun } = await waiting();
  io.stdin.end();
  await begun;
});

it('begins nothing at Ctrl-C', async () => {
  const { begun } = await waiting();
  process.emit('SIGINT', 'SIGINT');
  await expect(begun).rejects.toThrow(Interrupted);
});
