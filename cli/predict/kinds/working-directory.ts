import { choicesOf } from '../choices.ts';
import { configJsonOf, imageConfigOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

const YOURS = 'the directory that you are in now';

export const workingDirectory: QuestionKind = {
  name: 'working-directory',
  at: 'writeBundle',
  ask(story) {
    const image = imageConfigOf(story);
    if (image === undefined) return undefined;
    const named = [story.request.process.workingDirectory, image.config?.WorkingDir].filter((path) => path);
    return {
      text: 'Which directory will the program start in?',
      choices: choicesOf(YOURS, '/', '/root', ...(named as string[])),
    };
  },
  settle(story) {
    const cwd = configJsonOf(story)?.process.cwd;
    if (cwd === undefined) return undefined;
    return {
      answer: cwd,
      because: '-w decides, else the WorkingDir of the image, else it is /.',
      instead: { [YOURS]: 'That is a directory of the host, which the container does not see.' },
    };
  },
};
