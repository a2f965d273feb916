import type { ParityArea } from './parity-case.ts';

/** Waits until the container has said that it is ready. */
const READY = 'for i in $(seq 50); do $ENGINE logs $NAME 2>&1 | grep -q ready && break; sleep 0.05; done';
const detach = (options: string, inside: string) =>
  `$ENGINE run -d --name $NAME ${options} $IMAGE sh -c '${inside}' >/dev/null; ${READY}`;
const FOR_EVER = 'echo ready; while :; do sleep 0.05; done';
const CODE = '$ENGINE inspect -f "{{.State.ExitCode}}" $NAME';

export const PROCESSES: ParityArea = {
  title: 'Process 1 and signals',
  cases: [
    { id: 'pid-1', title: 'the program is process 1', command: 'echo $$' },
    {
      id: 'pid-1-alone',
      title: 'nobody else is to be seen',
      command: 'ls -d /proc/[0-9]* | grep -v -e /self -e "/proc/[^1]"',
    },
    {
      id: 'pid-1-deaf',
      title: 'process 1 does not die of a signal that it has no handler for',
      command: 'kill -TERM $$; echo alive',
    },
    {
      id: 'pid-1-handler',
      title: 'but hears those that it has one for',
      command: 'trap "echo heard" TERM; kill -TERM $$; echo alive',
    },
    {
      id: 'pid-1-signals',
      title: 'no signal is blocked or ignored',
      command: 'exec grep -e ^SigBlk -e ^SigIgn /proc/self/status',
    },
    { id: 'pid-1-parent', title: 'process 1 has no parent', command: 'grep ^PPid /proc/1/status' },
    { id: 'pid-1-kills-all', title: 'all end with process 1', command: 'sleep 1000 & exit 3' },
    {
      id: 'init-tree',
      title: '--init stands above the program',
      options: ['--init'],
      command: 'test $PPID = 1 && echo below',
    },
    {
      id: 'init-path',
      title: 'and is /sbin/docker-init',
      options: ['--init'],
      command: 'tr "\\0" " " </proc/1/cmdline',
    },
    { id: 'init-code', title: '--init hands the exit code on', options: ['--init'], command: 'exit 9' },
    {
      id: 'init-term',
      title: '--init hands signals on',
      script: `${detach('--init', `trap "exit 4" TERM; ${FOR_EVER}`)}; $ENGINE stop -t 5 $NAME >/dev/null; ${CODE}`,
    },
    {
      id: 'init-reaps',
      title: '--init reaps orphans',
      options: ['--init'],
      command: '(sleep 0.1 &) ; sleep 0.4; grep -l "^State:.Z" /proc/[0-9]*/status 2>/dev/null | wc -l',
    },
    {
      id: 'signal-proxy',
      title: 'a signal to the command reaches the program',
      script: `$ENGINE run --name $NAME $IMAGE sh -c 'trap "exit 6" HUP; ${FOR_EVER}' >$DIR/out & for i in $(seq 100); do grep -q ready $DIR/out && break; sleep 0.05; done; kill -HUP $!; wait $!; echo $?`,
    },
    {
      id: 'stop-term',
      title: 'stop sends SIGTERM',
      script: `${detach('', `trap "exit 5" TERM; ${FOR_EVER}`)}; $ENGINE stop $NAME; ${CODE}`,
    },
    {
      id: 'stop-signal',
      title: 'stop sends the signal of --stop-signal',
      script: `${detach('--stop-signal INT', `trap "exit 5" INT; ${FOR_EVER}`)}; $ENGINE stop $NAME >/dev/null; ${CODE}`,
    },
    {
      id: 'stop-signal-image',
      title: 'stop sends the signal of the image',
      image: 'configured',
      script: `${detach('', `trap "exit 5" USR1; ${FOR_EVER}`)}; $ENGINE stop $NAME >/dev/null; ${CODE}`,
    },
    {
      id: 'stop-kills',
      title: 'stop kills whoever does not hear',
      script: `${detach('', FOR_EVER)}; $ENGINE stop -t 1 $NAME >/dev/null; ${CODE}`,
    },
    {
      id: 'stop-timeout',
      title: '--stop-timeout says how long it waits',
      script: `${detach('--stop-timeout 1', FOR_EVER)}; timeout 8 $ENGINE stop $NAME >/dev/null; ${CODE}`,
    },
    {
      id: 'kill-default',
      title: 'kill sends SIGKILL',
      script: `${detach('', FOR_EVER)}; $ENGINE kill $NAME; $ENGINE wait $NAME`,
    },
    {
      id: 'kill-named',
      title: 'kill sends a signal by its name',
      script: `${detach('', `trap "exit 8" USR2; ${FOR_EVER}`)}; $ENGINE kill -s USR2 $NAME >/dev/null; $ENGINE wait $NAME`,
    },
    {
      id: 'kill-numbered',
      title: 'kill sends a signal by its number',
      script: `${detach('', `trap "exit 8" USR2; ${FOR_EVER}`)}; $ENGINE kill -s 12 $NAME >/dev/null; $ENGINE wait $NAME`,
    },
    {
      id: 'kill-unknown',
      title: 'kill refuses a signal that does not exist',
      script: `${detach('', FOR_EVER)}; $ENGINE kill -s NONE $NAME`,
      says: /invalid signal: NONE/i,
    },
    {
      id: 'stop-signal-unknown',
      title: 'a stop signal that does not exist',
      options: ['--stop-signal', 'NONE'],
      command: ['true'],
      says: /invalid signal: NONE/i,
    },
    { id: 'oom-score', title: 'oom_score_adj', command: ['cat', '/proc/self/oom_score_adj'] },
    { id: 'no-new-privs', title: 'programs may gain rights by setuid', command: 'grep NoNewPrivs /proc/self/status' },
    {
      id: 'no-new-privs-set',
      title: 'unless it is asked that they may not',
      options: ['--security-opt', 'no-new-privileges'],
      command: 'grep NoNewPrivs /proc/self/status',
    },
  ],
};
