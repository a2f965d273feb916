import { hasEnded } from '../../../machines/story.ts';
import { choicesOf } from '../choices.ts';
import { shortName } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const fullName: QuestionKind = {
  name: 'full-name',
  at: 'lookUpImage',
  ask(story) {
    const { registry, repository, tag } = story.request.reference;
    if (registry !== 'docker.io' || !repository.startsWith('library/') || tag !== 'latest') return undefined;
    const name = shortName(story);
    return {
      text: `The image is called ${name}. Which name does that stand for?`,
      choices: choicesOf(
        `docker.io/library/${name}:latest`,
        `docker.io/${name}:latest`,
        `hub.docker.com/${name}`,
        `localhost/${name}:latest`,
      ),
    };
  },
  settle(story) {
    if (!hasEnded(story, 'lookUpImage')) return undefined;
    const { registry, repository, tag } = story.request.reference;
    return {
      answer: `${registry}/${repository}:${tag}`,
      because:
        'A name without a registry is one of Docker Hub, whose address in names is docker.io. A single word lies below library/ there, and without a tag it is latest.',
      instead: {
        [`docker.io/${shortName(story)}:latest`]: 'That would be an image of a user without a name.',
        [`hub.docker.com/${shortName(story)}`]: 'That is the web page for people; images are named by docker.io.',
        [`localhost/${shortName(story)}:latest`]: 'That would be a registry on your own machine.',
      },
    };
  },
};
