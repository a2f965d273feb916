import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { confirmed } from '../../cli/confirmed.ts';
import { capturedIo } from '../fixtures/terminal.ts';

it.each([
  ['y\n', true],
  ['Y\nn\n', true],
  ['y', true],
  ['n\ny\n', false],
  ['yes\n', false],
  ['\n', false],
  ['', false],
])('takes %j for %s', async (input, isAgreed) => {
  const io = capturedIo({}, input);
  expect(await confirmed('This will remove it.', io)).toBe(isAgreed);
  expect(io.stdout.text()).toBe('WARNING! This will remove it.\nAre you sure you want to continue? [y/N] ');
});

it('takes Ctrl-C for no, and ends the line', async () => {
  const io = { ...capturedIo(), stdin: new PassThrough() };
  const agreed = confirmed('This will remove it.', io);
  process.emit('SIGINT', 'SIGINT');
  expect(await agreed).toBe(false);
  expect(io.stdout.text()).toMatch(/\[y\/N\] \n$/);
});
