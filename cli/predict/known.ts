import { factOf, type Story } from '../../machines/story.ts';

export const imageConfigOf = (story: Story) => factOf(story, 'image config');

export const manifestOf = (story: Story) => factOf(story, 'manifest');

export const configJsonOf = (story: Story) => factOf(story, 'config.json', 'writeBundle');

export const processOf = (story: Story) => factOf(story, 'process', 'startInit') ?? undefined;

/** `library/hello-world` of Docker Hub is `hello-world` to everybody. */
export function shortName({ request: { reference } }: Story): string {
  const { registry, repository } = reference;
  return registry === 'docker.io' ? repository.replace(/^library\//, '') : `${registry}/${repository}`;
}
