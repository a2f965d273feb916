import { configJsonOf, imageConfigOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const capabilities: QuestionKind = {
  name: 'capabilities',
  at: 'writeBundle',
  ask(story) {
    if (imageConfigOf(story) === undefined) return undefined;
    return {
      text: "Linux cuts root's power into some forty parts, the capabilities. How many of them may this container have?",
    };
  },
  settle(story) {
    const bounding = configJsonOf(story)?.process.capabilities.bounding;
    if (bounding === undefined) return undefined;
    const { capAdd, capDrop } = story.request.process;
    const options = capAdd.length + capDrop.length > 0 ? ', changed as the options say' : '';
    return {
      answer: String(bounding.length),
      because: `Docker leaves fourteen by default${options}. Those to mount, to load modules and to set the clock are not among them.`,
    };
  },
};
