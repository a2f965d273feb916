import type { Io } from '../io.ts';
import { helpOf } from './parser.ts';

const USAGE = {
  usage: 'ls|pull|rm|inspect|prune',
  description: 'Look after images: the same commands with a word in front.',
  examples: [
    ['learn-run image ls', 'learn-run images'],
    ['learn-run image inspect alpine', 'what is known of an image'],
    ['learn-run image prune', 'learn-run gc'],
  ],
} as const;

/** What each of docker's subcommands is called without the word in front. */
const SAME: Readonly<Record<string, string>> = {
  ls: 'images',
  list: 'images',
  pull: 'pull',
  rm: 'rmi',
  remove: 'rmi',
};

/** `learn-run image`: docker's second name for each of these commands. */
export async function image([name, ...words]: readonly string[], io: Io): Promise<number> {
  if (name === 'inspect') return (await import('./inspect-objects.ts')).inspectObjects(words, io, 'image');
  // Nothing is asked: what has a name stays.
  if (name === 'prune')
    return call(
      'gc',
      words.filter((word) => word !== '-f' && word !== '--force'),
      io,
    );
  if (name !== undefined && Object.hasOwn(SAME, name)) return call(SAME[name]!, words, io);
  return helpOf('image', USAGE, name, io);
}

const call = async (command: string, words: readonly string[], io: Io): Promise<number> =>
  (await import('../main.ts')).main([command, ...words], io);
