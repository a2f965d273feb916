import { counted } from '../choices.ts';
import { configJsonOf, imageConfigOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const environment: QuestionKind = {
  name: 'environment',
  at: 'writeBundle',
  ask(story) {
    const image = imageConfigOf(story);
    if (image === undefined) return undefined;
    const ofImage = counted(image.config?.Env?.length ?? 0, 'variable');
    const { length } = story.request.process.env;
    const given = length === 0 ? 'you have given none' : `you have given ${length}`;
    return { text: `The image sets ${ofImage}, and ${given}. How many variables will the program start with?` };
  },
  settle(story) {
    const env = configJsonOf(story)?.process.env;
    if (env === undefined) return undefined;
    const names = env.map((variable) => variable.split('=', 1)[0]);
    return {
      answer: String(env.length),
      because: `They are ${names.join(', ')}. Docker adds HOSTNAME and HOME, and TERM for a terminal. Nothing of your own environment gets in by itself.`,
    };
  },
};
