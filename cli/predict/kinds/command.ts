import type { Story } from '../../../machines/story.ts';
import { choicesOf } from '../choices.ts';
import { configJsonOf, imageConfigOf } from '../known.ts';
import type { QuestionKind } from '../question.ts';

export const command: QuestionKind = {
  name: 'command',
  at: 'writeBundle',
  ask(story) {
    const possible = possibleCommands(story);
    if (possible.length < 2) return undefined;
    return { text: 'What will be executed in this container?', choices: choicesOf(...possible) };
  },
  settle(story) {
    const args = configJsonOf(story)?.process.args;
    if (args === undefined) return undefined;
    return {
      answer: lineOf(args),
      because:
        'The entrypoint of the image comes first, then the words behind the image, or its Cmd where there are none. No shell reads them, unless it is one of them.',
    };
  },
};

/** What somebody might take for the command: the image and the command line put together in several ways. */
function possibleCommands(story: Story): string[] {
  const { Entrypoint = [], Cmd = [] } = imageConfigOf(story)?.config ?? {};
  const { args, entrypoint } = story.request.process;
  const first = entrypoint === undefined ? Entrypoint : entrypoint === '' ? [] : [entrypoint];
  const rest = args.length > 0 ? args : entrypoint === undefined ? Cmd : [];
  const candidates = [[...first, ...rest], [...Entrypoint, ...Cmd], rest, args, ['/bin/sh', '-c', ...rest]];
  return [...new Set(candidates.filter(({ length }) => length > 0).map(lineOf))].slice(0, 4);
}

const lineOf = (args: readonly string[]) =>
  args.map((word) => (/^[\w./:=@%+-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
