import type { ParityArea } from './parity-case.ts';

export const EXIT_CODES: ParityArea = {
  title: 'Exit codes and errors',
  cases: [
    { id: 'exit-0', title: 'a program that succeeds', command: ['true'] },
    { id: 'exit-7', title: 'the exit code of the program', command: 'exit 7' },
    { id: 'exit-255', title: 'the highest exit code', command: 'exit 255' },
    {
      id: 'exit-term',
      title: 'a program that a signal ends: 128 and its number',
      options: ['--init'],
      command: 'kill -TERM $$',
    },
    { id: 'exit-kill', title: 'a program that SIGKILL ends', options: ['--init'], command: 'kill -KILL $$' },
    { id: 'exit-segv', title: 'a program that crashes', options: ['--init'], command: 'kill -SEGV $$' },
    {
      id: 'exit-not-found',
      title: 'a program that is not in PATH',
      command: ['no-such-program'],
      says: /executable file not found in \$PATH/,
    },
    {
      id: 'exit-no-file',
      title: 'a path that does not exist',
      command: ['/no/such/program'],
      says: /no such file or directory/,
    },
    {
      id: 'exit-no-permission',
      title: 'a file that is not executable',
      command: ['/opt/noexec'],
      says: /permission denied/,
    },
    {
      id: 'exit-directory',
      title: 'a directory in place of a program',
      command: ['/opt'],
      says: /permission denied/,
    },
    {
      id: 'exit-interpreter',
      title: 'a script whose interpreter is missing',
      command: ['/opt/lost'],
      says: /no such file or directory/,
    },
    {
      id: 'exit-format',
      title: 'an executable file that is no program',
      command: ['/opt/garbage'],
      says: /exec format error/,
    },
    { id: 'exit-script', title: 'a script with an interpreter', command: ['/opt/script', 'a', 'b c'] },
    {
      id: 'exit-workdir-relative',
      title: 'a working directory that is not absolute',
      options: ['-w', 'tmp'],
      command: ['pwd'],
      says: /working directory '?tmp'? is invalid, it needs to be an absolute path/i,
    },
    {
      id: 'exit-unknown-option',
      title: 'an option that does not exist',
      options: ['--no-such-option'],
      says: /unknown flag: --no-such-option/,
    },
    {
      id: 'exit-no-value',
      title: 'a value that is no number',
      options: ['--pids-limit', 'many'],
      says: /invalid argument "many" for "--pids-limit" flag/,
    },
    { id: 'exit-no-image', title: 'no image at all', script: '$ENGINE run --rm', says: /requires at least 1 argument/ },
    {
      id: 'exit-bad-reference',
      title: 'an image name that cannot be one',
      script: '$ENGINE run --rm UPPER',
      says: /must be lowercase/,
    },
    {
      id: 'exit-missing-image',
      title: 'an image that is not there, with --pull never',
      script: '$ENGINE run --rm --pull never parity-nobody-has',
      says: /No such image: parity-nobody-has:latest/i,
    },
    {
      id: 'exit-detached-not-found',
      title: 'a program that is not there, with -d',
      script: '$ENGINE run -d --name $NAME $IMAGE no-such-program >/dev/null',
      says: /executable file not found in \$PATH/,
    },
  ],
};
