import { factOf, outputOf } from '../../../machines/story.ts';
import type { QuestionKind } from '../question.ts';

export const signalCode: QuestionKind = {
  name: 'signal-code',
  at: 'classifyExit',
  ask(story) {
    const signal = outputOf(story, 'awaitExit')?.signal;
    const status = factOf(story, 'wait status', 'reapContainer');
    if (signal === undefined || status === undefined) return undefined;
    const number = Number(status.value) & 0x7f;
    return {
      text: `${signal}, which is number ${number}, has ended the program. Which exit code will your shell see?`,
    };
  },
  settle(story) {
    const exit = outputOf(story, 'classifyExit');
    const signal = outputOf(story, 'awaitExit')?.signal;
    if (exit === undefined || signal === undefined) return undefined;
    return {
      answer: String(exit.exitCode),
      because: `A shell has one number for codes and signals: 128 + ${exit.exitCode - 128} says that it was ${signal}.`,
      instead: {
        [exit.exitCode - 128]: 'A program may end with that number by itself: nobody could tell the two apart.',
      },
    };
  },
};
