import { hasEnded, outputOf } from '../../../machines/story.ts';
import type { QuestionKind } from '../question.ts';

const [ANYBODY, TOKEN] = ['to anybody', 'only with a token'];

export const token: QuestionKind = {
  name: 'token',
  at: 'contactRegistry',
  ask: ({ request: { reference } }) => ({
    text: `The registry, ${reference.registry}, is about to be asked. To whom does it hand out this image?`,
    choices: [ANYBODY, TOKEN],
  }),
  settle(story) {
    if (!hasEnded(story, 'contactRegistry')) return undefined;
    const { challenge } = outputOf(story, 'contactRegistry') ?? {};
    return challenge === undefined
      ? { answer: ANYBODY, because: 'It answered GET /v2/ with 200, and asked for nothing.' }
      : {
          answer: TOKEN,
          because: `It answered 401, and said where tokens are: ${challenge} Docker Hub gives one to anybody, also for images that are free for all.`,
        };
  },
};
