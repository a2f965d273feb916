import { factOf, hasEnded, outputOf } from '../../../machines/story.ts';
import type { QuestionKind } from '../question.ts';

const [SAME, NEW] = ['the same one as init', 'a new one'];

export const pidAfterExecve: QuestionKind = {
  name: 'pid-after-execve',
  at: 'startContainer',
  ask(story) {
    const pid = outputOf(story, 'startInit')?.pid;
    if (pid === undefined) return undefined;
    return {
      text: `Init is process ${pid} of the host. At execve it becomes the program. Which process id will the program have?`,
      choices: [SAME, NEW],
    };
  },
  settle(story) {
    if (!hasEnded(story, 'startContainer')) return undefined;
    const pid = outputOf(story, 'startInit')?.pid;
    const program = factOf(story, 'program', 'startContainer');
    return {
      answer: program === undefined || program.pid === pid ? SAME : NEW,
      because: `execve(2) makes no process: it replaces the code of process ${pid}. Number, namespaces, cgroup and open files stay.`,
      instead: { [NEW]: 'fork(2) and clone(2) make processes; none of them was called here.' },
    };
  },
};
