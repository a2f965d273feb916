import { factOf, outputOf, type Story } from '../../../machines/story.ts';
import { choicesOf } from '../choices.ts';
import type { QuestionKind } from '../question.ts';

export const waitStatus: QuestionKind = {
  name: 'wait-status',
  at: 'reapContainer',
  ask(story) {
    const ended = outputOf(story, 'awaitExit');
    const code = ended?.code;
    // Of 0 all sixteen bits are 0, wherever they stand.
    if (code === undefined || code === 0) return undefined;
    return {
      text: `The program has exited with ${code}, which is 0x${hex(code, 2)}. What are the sixteen bits that wait(2) hands out?`,
      choices: choicesOf(`0x${hex(code, 4)}`, `0x${hex(code << 8, 4)}`, `0x${hex(0x8000 | code, 4)}`),
    };
  },
  settle(story) {
    const status = statusOf(story);
    if (status === undefined) return undefined;
    return {
      answer: status,
      because: 'The exit code is in the upper eight bits; the lower seven are for a signal, and are 0 here.',
    };
  },
};

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

const statusOf = (story: Story) => factOf(story, 'wait status', 'reapContainer')?.value;
