import { outputOf } from '../../../machines/story.ts';
import { configJsonOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const exitCode: QuestionKind = {
  name: 'exit-code',
  at: 'startContainer',
  ask(story) {
    const args = configJsonOf(story)?.process.args;
    if (args === undefined) return undefined;
    return { text: `The program is ${args.join(' ')}. Which exit code will your shell see in the end?` };
  },
  settle(story) {
    const exit = outputOf(story, 'classifyExit');
    if (exit === undefined) return undefined;
    const signal = outputOf(story, 'awaitExit')?.signal;
    return {
      answer: String(exit.exitCode),
      because:
        signal === undefined
          ? `The program has ended with ${exit.exitCode}, and that is handed on as it is. 0 means that all went well.`
          : `It was ended by ${signal}: 128 and the number of the signal.`,
    };
  },
};
