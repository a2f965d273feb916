import { outputOf, type Story } from '../../../machines/story.ts';
import { configJsonOf, shortName } from '../known.ts';
import type { QuestionKind } from '../question.ts';

const HOSTS = 'that of this machine';
const ID = "the first twelve digits of the container's id";

export const hostName: QuestionKind = {
  name: 'host-name',
  at: 'writeBundle',
  ask(story) {
    const asked = story.request.process.hostname;
    return {
      text: 'Which host name will the program see?',
      choices: [...new Set([HOSTS, asked ?? shortName(story), 'localhost', ID])],
    };
  },
  settle(story) {
    const config = configJsonOf(story);
    if (config === undefined) return undefined;
    return { answer: answerOf(config.hostname, story), because: becauseOf(config.hostname) };
  },
};

function answerOf(name: string | undefined, story: Story): string {
  if (name === undefined) return HOSTS;
  return name === outputOf(story, 'prepareSnapshot')?.id.slice(0, 12) ? ID : name;
}

const becauseOf = (name: string | undefined) =>
  name === undefined
    ? 'It shares the uts namespace of the host, and the name is kept there.'
    : `It has a uts namespace of its own, in which the name is ${name}. Your own host name stays as it is.`;
