import { configJsonOf, processOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

const [INIT, SHELL, NOTHING] = ['init of learn-run, which waits', 'a shell', 'none: there is no process yet'];

export const heldProgram: QuestionKind = {
  name: 'held-program',
  at: 'startInit',
  ask(story) {
    const program = configJsonOf(story)?.process.args[0];
    if (program === undefined) return undefined;
    return {
      text: 'The container will then be created, and not started. Which program runs in it at that moment?',
      choices: [program, INIT, SHELL, NOTHING],
    };
  },
  settle(story) {
    const process = processOf(story);
    if (process === undefined) return undefined;
    return {
      answer: INIT,
      because: `/proc/${process.pid}/cmdline says: ${process.commandLine.join(' ')}. It has done all the work and stands before execve; runc does the same.`,
      instead: {
        [NOTHING]: 'Without a process there would be no namespaces: they live as long as somebody is in them.',
        [configJsonOf(story)?.process.args[0] ?? '']:
          'It becomes the program at the word "start", which is the next state.',
      },
    };
  },
};
