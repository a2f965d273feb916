import { PassThrough } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { Journal } from '../../../../cli/inspector/journal.ts';
import { Classroom } from '../../../../cli/inspector/share/classroom.ts';
import { untilBegun, untilDismissed } from '../../../../cli/inspector/share/until-enter.ts';
import { Interrupted } from '../../../../machines/errors.ts';
import { followStory, signIn } from '../../../fixtures/followers.ts';
import { capturedIo } from '../../../fixtures/terminal.ts';

/** A class that is waited for, at a keyboard that the test has. */
async function waiting(keyboard = {}) {
  const archive = { layer: async () => undefined, blob: async () => undefined };
  const subject = { journal: new Journal(), assets: {}, archive };
  const classroom = await Classroom.open(subject, { address: '127.0.0.1', port: 0, device: 'lo', others: [] });
  onTestFinished(() => classroom.close());
  const io = { ...capturedIo(), stdin: Object.assign(new PassThrough(), keyboard) };
  const begun = untilBegun(classroom, io);
  const { origin } = new URL(classroom.address);
  const follow = async () => {
    const { headers } = await signIn(origin, { code: classroom.code });
    return followStory(origin, headers);
  };
  return { classroom, io, begun, follow };
}

it('says how many have come, in one line, until Enter is pressed', async () => {
  const { classroom, io, begun, follow } = await waiting();
  const followers = [await follow(), await follow()];
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

it('begins nothing where the terminal is closed', async () => {
  const { io, begun } = await waiting({ isTTY: true });
  io.stdin.end();
  await expect(begun).rejects.toThrow(Interrupted);
});

it('begins nothing at Ctrl-C', async () => {
  const { begun } = await waiting();
  process.emit('SIGINT', 'SIGINT');
  await expect(begun).rejects.toThrow(Interrupted);
});

it.each([
  ['Enter', (stdin: PassThrough) => void stdin.write('\n')],
  ['Ctrl-C', () => void process.emit('SIGINT', 'SIGINT')],
])('leaves a run that is over to those who follow, until %s', async (_, press) => {
  const { classroom, io, begun, follow } = await waiting();
  await follow();
  io.stdin.write('\n');
  await begun;
  const dismissed = untilDismissed(classroom, io);
  await follow();
  await expect.poll(() => io.stderr.text()).toContain('The run is over. 2 follow. Enter ends the class. ');
  expect(await Promise.race([dismissed, Promise.resolve('not yet')])).toBe('not yet');
  press(io.stdin);
  await dismissed;
});

it('waits for nobody at the end where nobody follows, or there is no keyboard any more', async () => {
  const { classroom, io, begun, follow } = await waiting();
  io.stdin.end();
  await begun;
  await untilDismissed(classroom, io);
  await follow();
  await untilDismissed(classroom, io);
  expect(io.stderr.text()).not.toContain('The run is over.');
});
