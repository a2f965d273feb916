import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { checkAnswer } from '../../../../cli/lesson/checks/answer.ts';
import { capturedIo } from '../../../fixtures/terminal.ts';

const sha256 = ['zombie', 'a zombie'].map((answer) => createHash('sha256').update(answer).digest('hex'));

it.each([
  [['A', 'Zombie'], true],
  [['zombie.'], true],
  [['ghost'], false],
])('the answer %j is right: %s', async (words, passed) => {
  expect(await checkAnswer({ sha256 }, words, capturedIo())).toMatchObject({ passed });
});
