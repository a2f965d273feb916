import type { ParityArea } from './parity-case.ts';

/** Runs the words behind it in a terminal of the host, which has 100 columns and 40 lines. */
const IN_TERMINAL = 'in_terminal() { script -qec "stty cols 100 rows 40; $*" /dev/null </dev/null; }; in_terminal';

export const STREAMS: ParityArea = {
  title: 'Streams and terminals',
  cases: [
    {
      id: 'streams-apart',
      title: 'stdout and stderr stay apart',
      script: "$ENGINE run --rm $IMAGE sh -c 'echo out; echo err >&2' 2>$DIR/err; echo; cat $DIR/err",
    },
    {
      id: 'streams-attach',
      title: '-a: only what it names',
      script: `for stream in stdin stdout STDERR; do
        $ENGINE run --rm -a $stream $IMAGE sh -c 'echo out; echo err >&2' 2>&1; done`,
    },
    {
      id: 'streams-attach-stdin',
      title: '-i beside -a',
      options: ['-i', '-a', 'stdout'],
      stdin: 'line\n',
      command: ['cat'],
    },
    {
      id: 'streams-attach-bad',
      title: '-a with a stream that there is not',
      options: ['-a', 'stdwhat'],
      command: ['true'],
      says: /invalid argument "stdwhat" for "-a, --attach" flag: valid streams are STDIN, STDOUT and STDERR/,
    },
    {
      id: 'streams-attach-detach',
      title: '-a with -d',
      options: ['-d', '-a', 'stdout'],
      command: ['true'],
      says: /conflicting options: cannot specify both --attach and --detach/,
    },
    { id: 'streams-no-stdin', title: 'without -i stdin is at its end', stdin: 'unread', command: ['cat'] },
    { id: 'streams-stdin', title: 'with -i stdin arrives', options: ['-i'], stdin: 'line\n', command: ['cat'] },
    {
      id: 'streams-binary',
      title: 'bytes arrive as they are',
      script:
        'head -c 300000 /dev/urandom >$DIR/in; $ENGINE run --rm -i $IMAGE cat <$DIR/in | cmp - $DIR/in && echo equal',
    },
    {
      id: 'streams-stdin-end',
      title: 'the end of stdin arrives',
      options: ['-i'],
      stdin: 'a\nb\n',
      command: ['wc', '-l'],
    },
    { id: 'streams-no-tty', title: 'no terminal without -t', options: ['-i'], command: 'tty; test -t 1 || echo none' },
    {
      id: 'streams-tty',
      title: 'a terminal with -t',
      options: ['-t'],
      command: 'tty; test -t 0 && test -t 1 && test -t 2 && echo all three',
    },
    {
      id: 'streams-tty-merged',
      title: 'a terminal makes one stream of two, with its own ends of lines',
      script: "$ENGINE run --rm -t $IMAGE sh -c 'echo out; echo err >&2' 2>$DIR/err; wc -c <$DIR/err",
    },
    {
      id: 'streams-not-a-tty',
      title: '-it where stdin is no terminal',
      options: ['-it'],
      command: ['true'],
      says: /the input device is not a TTY/,
    },
    {
      id: 'streams-console',
      title: '/dev/console with a terminal',
      options: ['-t'],
      command: 'stat -c "%F %t" /dev/console; test -c /dev/console && grep -c " /dev/console " /proc/self/mountinfo',
    },
    {
      id: 'streams-no-console',
      title: 'no /dev/console without a terminal',
      command: 'test -e /dev/console || echo none',
    },
    {
      id: 'streams-size',
      title: 'the terminal has the size of that of the host',
      script: `${IN_TERMINAL} $ENGINE run --rm -it $IMAGE sh -c "'sleep 1; stty size'"`,
    },
    {
      id: 'streams-session',
      title: 'the program leads a session of its own',
      command: "awk '{print $5, $6}' /proc/1/stat",
    },
    { id: 'streams-descriptors', title: 'three descriptors are open, and no others', command: ['ls', '/proc/self/fd'] },
    {
      id: 'streams-broken-pipe',
      title: 'a reader that goes away',
      script: '$ENGINE run --rm $IMAGE sh -c "yes | head -n 100000" | head -n 1',
    },
    {
      id: 'streams-large',
      title: 'a million lines',
      script: '$ENGINE run --rm $IMAGE seq 1000000 | sha256sum | cut -c 1-16',
    },
  ],
};
