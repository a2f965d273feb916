import { outputOf } from '../../../machines/story.ts';
import type { QuestionKind } from '../question.ts';

const [OUTPUT, ERROR, BOTH, NEITHER] = ['standard output', 'standard error', 'both', 'neither: it says nothing'];

export const stream: QuestionKind = {
  name: 'stream',
  at: 'streamOutput',
  ask({ request }) {
    // On a terminal there is only one.
    if (request.process.tty === true) return undefined;
    return { text: 'On which of its two streams will the program write?', choices: [OUTPUT, ERROR, BOTH, NEITHER] };
  },
  settle(story) {
    const counts = outputOf(story, 'streamOutput');
    if (counts === undefined) return undefined;
    const { stdoutBytes, stderrBytes } = counts;
    const [first, second] = stdoutBytes > 0 ? [OUTPUT, BOTH] : [NEITHER, ERROR];
    return {
      answer: stderrBytes > 0 ? second : first,
      because: `${stdoutBytes} bytes came on standard output, ${stderrBytes} on standard error: two pipes, so that a shell can keep them apart.`,
    };
  },
};
