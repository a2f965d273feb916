import type { ParityArea } from './parity-case.ts';

/** The environment of the program, without what the shell itself has set. */
const SORTED = 'env | grep -v -e ^HOSTNAME= -e ^PWD= -e ^SHLVL= -e ^OLDPWD= -e ^_= -e ^container= | sort';

export const ENVIRONMENT: ParityArea = {
  title: 'Environment',
  cases: [
    { id: 'env-default', title: 'what is set for root where nothing is asked for', command: SORTED },
    { id: 'env-hostname', title: 'HOSTNAME is the host name', options: ['-h', 'box'], command: 'echo $HOSTNAME' },
    {
      id: 'env-path-of-docker',
      title: 'a PATH where the image has none',
      image: 'bare',
      command: ['/bin/sh', '-c', 'echo $PATH'],
    },
    { id: 'env-image', title: 'the variables of the image', image: 'configured', command: SORTED },
    { id: 'env-set', title: 'a variable of one’s own', options: ['-e', 'A=1', '--env', 'B=2 3'], command: SORTED },
    {
      id: 'env-override',
      title: 'a variable in place of the image’s',
      image: 'configured',
      options: ['-e', 'A=mine'],
      command: SORTED,
    },
    { id: 'env-twice', title: 'the last of two values', options: ['-e', 'A=1', '-e', 'A=2'], command: 'echo $A' },
    { id: 'env-empty', title: 'a variable without a value', options: ['-e', 'A='], command: 'env | grep ^A=' },
    {
      id: 'env-of-host',
      title: 'a variable of the host by its name',
      options: ['-e', 'HOST_VARIABLE'],
      command: 'echo $HOST_VARIABLE',
    },
    {
      id: 'env-not-of-host',
      title: 'none for a name that the host does not have',
      options: ['-e', 'NO_SUCH_VARIABLE'],
      command: 'env | grep -c ^NO_SUCH_VARIABLE',
    },
    {
      id: 'env-removed',
      title: 'a variable of the image is removed by a name that the host does not have',
      image: 'configured',
      options: ['-e', 'A'],
      command: 'env | grep -c ^A=',
    },
    { id: 'env-equals', title: 'equals signs in a value', options: ['-e', 'A=b=c=d'], command: 'echo $A' },
    {
      id: 'env-no-name',
      title: 'a value without a name',
      options: ['-e', '=x'],
      command: ['true'],
      says: /invalid environment variable: =x/,
    },
    {
      id: 'env-file',
      title: 'a file of variables, with comments and empty lines',
      options: ['--env-file', '$DIR/env'],
      files: { env: '# none\n\nA=1\nB= 2 \nC="3"\nHOST_VARIABLE\n' },
      command: 'env | grep -e ^[ABC]= -e ^HOST_ | sort',
    },
    {
      id: 'env-file-order',
      title: '-e before --env-file',
      options: ['-e', 'A=option', '--env-file', '$DIR/env'],
      files: { env: 'A=file\n' },
      command: 'echo $A',
    },
    {
      id: 'env-file-missing',
      title: 'a file of variables that is not there',
      options: ['--env-file', '$DIR/none'],
      command: ['true'],
      says: /open \$?\S*none: no such file or directory/,
    },
    {
      id: 'env-file-blank',
      title: 'a name with a blank in a file of variables',
      options: ['--env-file', '$DIR/env'],
      files: { env: 'A B=1\n' },
      command: ['true'],
      says: /variable 'A B' contains whitespaces/,
    },
    { id: 'env-home-user', title: 'HOME of a user', options: ['-u', 'app'], command: 'echo $HOME' },
    {
      id: 'env-home-none',
      title: 'HOME of a user who has none in passwd',
      options: ['-u', 'homeless'],
      command: 'echo "$HOME|"',
    },
    { id: 'env-home-number', title: 'HOME of a number that is nobody', options: ['-u', '4711'], command: 'echo $HOME' },
    { id: 'env-home-set', title: 'HOME as it was asked for', options: ['-e', 'HOME=/x'], command: 'echo $HOME' },
    {
      id: 'env-path-set',
      title: 'PATH as it was asked for finds the program',
      options: ['-e', 'PATH=/opt'],
      command: ['script', 'x'],
    },
    { id: 'env-term', title: 'TERM with a terminal', options: ['-t'], command: 'echo $TERM' },
    {
      id: 'env-term-set',
      title: 'TERM as it was asked for',
      options: ['-t', '-e', 'TERM=vt100'],
      command: 'echo $TERM',
    },
    {
      id: 'env-exec',
      title: 'a program of exec has the variables of the container and its own',
      script:
        '$ENGINE run -d --name $NAME -e A=1 $IMAGE sleep 60 >/dev/null; $ENGINE exec -e B=2 $NAME sh -c \'echo "$A $B $HOME"\'',
    },
  ],
};
