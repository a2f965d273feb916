import type { ParityArea } from './parity-case.ts';

export const COMMANDS: ParityArea = {
  title: 'Entrypoint and command',
  cases: [
    { id: 'command-image', title: 'entrypoint and command of the image', image: 'entrypoint' },
    {
      id: 'command-replaced',
      title: 'the words behind the image take the place of its command',
      image: 'entrypoint',
      command: ['my', 'words'],
    },
    {
      id: 'command-entrypoint',
      title: '--entrypoint clears the command of the image',
      image: 'entrypoint',
      options: ['--entrypoint', '/opt/script'],
    },
    {
      id: 'command-entrypoint-words',
      title: '--entrypoint with words behind the image',
      image: 'entrypoint',
      options: ['--entrypoint', '/opt/script'],
      command: ['a', 'b'],
    },
    {
      id: 'command-entrypoint-cleared',
      title: 'an empty --entrypoint clears that of the image',
      image: 'entrypoint',
      options: ['--entrypoint', ''],
      command: ['/opt/script', 'x'],
    },
    {
      id: 'command-entrypoint-blank',
      title: '--entrypoint is one word, blanks included',
      options: ['--entrypoint', 'echo a'],
      command: ['b'],
      says: /executable file not found in \$PATH/,
    },
    { id: 'command-shell-form', title: 'the shell form of an entrypoint hands the command to sh', image: 'shell-form' },
    {
      id: 'command-none',
      title: 'an image that says nothing, and no words',
      image: 'bare',
      says: /no command specified/i,
    },
    { id: 'command-empty', title: 'an empty word is a word', command: ['echo', 'a', '', 'b'] },
    {
      id: 'command-options',
      title: 'what looks like an option behind the image belongs to the program',
      command: ['echo', '--rm', '-it', '--name'],
    },
    { id: 'command-dashes', title: 'a double dash behind the image', command: ['echo', '--', 'a'] },
    {
      id: 'command-quotes',
      title: 'quotes and newlines arrive as they are',
      command: ['printf', '%s|', 'a "b"', "c'd", 'e\nf', '$HOME'],
    },
    {
      id: 'command-name',
      title: 'the program sees its name as it was written',
      command: 'tr "\\0" " " </proc/1/cmdline',
    },
    { id: 'command-path', title: 'PATH of the image finds it', command: ['busybox', 'echo', 'found'] },
    {
      id: 'command-relative',
      title: 'a path that begins at the working directory',
      options: ['-w', '/opt'],
      command: ['./script', 'x'],
    },
  ],
};
