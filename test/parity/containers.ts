import type { ParityArea } from './parity-case.ts';

const SLEEP = '$ENGINE run -d --name $NAME $IMAGE sleep 60 >/dev/null';
const ENDED =
  "$ENGINE run -d --name $NAME $IMAGE sh -c 'echo out; echo err >&2; exit 3' >/dev/null; $ENGINE wait $NAME >/dev/null";
const UNTIL_THREE_LINES =
  'for i in $(seq 100); do [ "$($ENGINE logs $NAME | wc -l)" = 3 ] && break; sleep 0.1; done; sleep 0.5';
const show = (field: string) => `$ENGINE inspect -f '{{${field}}}' $NAME`;

export const CONTAINERS: ParityArea = {
  title: 'Containers and the commands for them',
  cases: [
    { id: 'detach-id', title: '-d prints the id', script: '$ENGINE run -d --name $NAME $IMAGE true' },
    {
      id: 'detach-goes-on',
      title: 'and the container goes on',
      script: `${SLEEP}; ${show('.State.Status')}; ${show('.State.Running')}`,
    },
    {
      id: 'detach-kept',
      title: 'and is kept when it has ended',
      script: `${ENDED}; ${show('.State.Status')} ; ${show('.State.ExitCode')}`,
    },
    {
      id: 'detach-rm',
      title: 'unless --rm is there',
      script:
        '$ENGINE run -d --rm --name $NAME $IMAGE true >/dev/null; for i in 1 2 3 4 5 6 7 8 9 10; do $ENGINE inspect $NAME >/dev/null 2>&1 || break; sleep 0.2; done; $ENGINE ps -aq | wc -l',
    },
    {
      id: 'ps-running',
      title: 'ps lists those that run',
      script: `${SLEEP}; $ENGINE ps --format '{{.Names}} {{.Command}} {{.State}}'`,
    },
    {
      id: 'ps-all',
      title: 'ps -a those that have ended too',
      script: `${ENDED}; $ENGINE ps -q | wc -l; $ENGINE ps -a --format '{{.Names}} {{.Status}}' | sed 's/ [^ ]* [a-z]* ago//'`,
    },
    {
      id: 'ps-filter',
      title: 'ps with a filter',
      script:
        '$ENGINE run -d --name $NAME --label color=red $IMAGE sleep 60 >/dev/null; $ENGINE ps --filter label=color=red --format "{{.Names}}"; $ENGINE ps -q --filter label=color=blue | wc -l',
    },
    {
      id: 'logs',
      title: 'logs tell what was written, on the stream on which it was',
      script: `${ENDED}; $ENGINE logs $NAME 2>$DIR/err; cat $DIR/err`,
    },
    {
      id: 'logs-tail',
      title: 'logs --tail',
      script:
        '$ENGINE run -d --name $NAME $IMAGE seq 9 >/dev/null; $ENGINE wait $NAME >/dev/null; $ENGINE logs --tail 2 $NAME',
    },
    {
      id: 'logs-missing',
      title: 'logs of nobody',
      script: '$ENGINE logs nobody-here',
      says: /No such container: nobody-here/i,
    },
    {
      id: 'exec',
      title: 'exec hands on output and exit code',
      script: `${SLEEP}; $ENGINE exec $NAME sh -c 'echo inside; exit 4'`,
    },
    {
      id: 'exec-not-found',
      title: 'exec of a program that is not there',
      script: `${SLEEP}; $ENGINE exec $NAME no-such-program`,
      says: /executable file not found in \$PATH/,
    },
    {
      id: 'exec-noexec',
      title: 'exec of a file that is not executable',
      script: `${SLEEP}; $ENGINE exec $NAME /opt/noexec`,
      says: /permission denied/,
    },
    { id: 'exec-stdin', title: 'exec -i', script: `${SLEEP}; echo line | $ENGINE exec -i $NAME cat` },
    { id: 'exec-tty', title: 'exec -t', script: `${SLEEP}; $ENGINE exec -t $NAME tty` },
    {
      id: 'exec-signal',
      title: 'exec of a program that a signal ends',
      script: `${SLEEP}; $ENGINE exec $NAME sh -c 'kill -KILL $$'`,
    },
    {
      id: 'exec-ended',
      title: 'exec where the container has ended',
      script: `${ENDED}; $ENGINE exec $NAME true`,
      says: /is not running/,
    },
    {
      id: 'exec-missing',
      title: 'exec in nobody',
      script: '$ENGINE exec nobody-here true',
      says: /No such container: nobody-here/i,
    },
    {
      id: 'exec-sees',
      title: 'exec shares the processes of the container',
      script: `${SLEEP}; $ENGINE exec $NAME sh -c 'tr "\\0" " " </proc/1/cmdline'`,
    },
    {
      id: 'wait',
      title: 'wait prints the exit code',
      script: '$ENGINE run -d --name $NAME $IMAGE sh -c "sleep 0.3; exit 9" >/dev/null; $ENGINE wait $NAME',
    },
    {
      id: 'wait-missing',
      title: 'wait for nobody',
      script: '$ENGINE wait nobody-here',
      says: /No such container: nobody-here/i,
    },
    { id: 'stop-ended', title: 'stop of one that has ended is no error', script: `${ENDED}; $ENGINE stop $NAME` },
    {
      id: 'kill-ended',
      title: 'kill of one that has ended is one',
      script: `${ENDED}; $ENGINE kill $NAME`,
      says: /is not running/,
    },
    {
      id: 'rm-running',
      title: 'rm of one that runs',
      script: `${SLEEP}; $ENGINE rm $NAME`,
      says: /container is running|cannot remove a running container|You cannot remove/i,
    },
    { id: 'rm-force', title: 'rm -f', script: `${SLEEP}; $ENGINE rm -f $NAME; $ENGINE ps -aq | wc -l` },
    {
      id: 'rm-missing',
      title: 'rm of nobody',
      script: '$ENGINE rm nobody-here',
      says: /No such container: nobody-here/i,
    },
    { id: 'rm-force-missing', title: 'rm -f of nobody', script: '$ENGINE rm -f nobody-here; echo $?' },
    {
      id: 'name-taken',
      title: 'a name that is taken',
      script: `${SLEEP}; $ENGINE run --name $NAME $IMAGE true`,
      says: /name "\/?\S+" is already in use/i,
    },
    {
      id: 'name-bad',
      title: 'a name that cannot be one',
      options: ['--name', 'a b'],
      command: ['true'],
      says: /Invalid container name \(a b\), only \[a-zA-Z0-9\]\[a-zA-Z0-9_.-\] are allowed/,
    },
    {
      id: 'rename',
      title: 'rename',
      script: `${SLEEP}; $ENGINE rename $NAME parity-renamed && $ENGINE inspect -f '{{.State.Status}}' parity-renamed; $ENGINE rename parity-renamed $NAME`,
    },
    {
      id: 'pause',
      title: 'pause and unpause',
      script: `${SLEEP}; $ENGINE pause $NAME; ${show('.State.Status')}; $ENGINE unpause $NAME; ${show('.State.Status')}`,
    },
    {
      id: 'pause-exec',
      title: 'exec in one that is paused',
      script: `${SLEEP}; $ENGINE pause $NAME >/dev/null; $ENGINE exec $NAME true; code=$?; $ENGINE unpause $NAME >/dev/null; exit $code`,
      says: /is paused/i,
    },
    {
      id: 'unpause-running',
      title: 'unpause of one that is not paused',
      script: `${SLEEP}; $ENGINE unpause $NAME`,
      says: /is not paused/,
    },
    {
      id: 'cidfile',
      title: '--cidfile',
      script: '$ENGINE run --rm --cidfile $DIR/cid $IMAGE true; grep -c -E "^[0-9a-f]{64}$" $DIR/cid',
    },
    {
      id: 'cidfile-there',
      title: '--cidfile that is there already',
      options: ['--cidfile', '$DIR/cid'],
      files: { cid: '' },
      command: ['true'],
      says: /container ID file found, make sure the other container isn't running or delete \S+/i,
    },
    {
      id: 'inspect-labels',
      title: 'inspect shows labels, those of the image too',
      image: 'configured',
      script:
        "$ENGINE run -d --name $NAME --label a=b $IMAGE sleep 60 >/dev/null; $ENGINE inspect -f '{{.Config.Labels.a}} {{.Config.Labels.from}}' $NAME",
    },
    {
      id: 'inspect-config',
      title: 'inspect shows command, user and working directory',
      image: 'configured',
      script: `$ENGINE run -d --name $NAME $IMAGE sleep 60 >/dev/null; ${show('.Config.Cmd')}; ${show('.Config.User')}; ${show('.Config.WorkingDir')}`,
    },
    {
      id: 'inspect-missing',
      title: 'inspect of nobody',
      script: '$ENGINE container inspect nobody-here',
      says: /No such container: nobody-here/i,
    },
    {
      id: 'inspect-oom',
      title: 'inspect tells that memory was short',
      script:
        "$ENGINE run --name $NAME -m 16m --memory-swap 16m $IMAGE sh -c 'x=$(yes | head -c 60000000); echo survived' >/dev/null 2>&1; echo $?; $ENGINE ps -a --format '{{.Names}}' | wc -l",
    },
    {
      id: 'top',
      title: 'top',
      script: `${SLEEP}; $ENGINE top $NAME -o pid,args | tr -s ' ' | sed 's/^ *[0-9]* */N /'`,
    },
    {
      id: 'run-kept',
      title: 'a container of run without --rm is kept',
      script: '$ENGINE run --name $NAME $IMAGE true; $ENGINE ps -aq | wc -l',
    },
    {
      id: 'volume-create',
      title: 'volume create prints its name',
      script: '$ENGINE volume create $NAME; $ENGINE volume ls -q; $ENGINE volume rm $NAME',
    },
    {
      id: 'volume-missing',
      title: 'volume rm of none',
      script: '$ENGINE volume rm nobody-has',
      says: /no such volume/i,
    },
    {
      id: 'command-unknown',
      title: 'a command that does not exist, with a dash',
      script: '$ENGINE --no-such-flag',
      says: /unknown flag: --no-such-flag/,
    },
    {
      id: 'restart-fails',
      title: '--restart on-failure:2',
      script: `$ENGINE run -d --restart on-failure:2 --name $NAME $IMAGE sh -c 'echo out; exit 3' >/dev/null; ${UNTIL_THREE_LINES}; ${show('.State.Status')}; ${show('.State.ExitCode')}; ${show('.RestartCount')}; $ENGINE logs $NAME`,
    },
    {
      id: 'restart-front',
      title: 'the command ends with the first end where it is in the foreground',
      script: `$ENGINE run --restart on-failure:2 --name $NAME $IMAGE sh -c 'echo out; exit 3'; echo $?; ${UNTIL_THREE_LINES}; $ENGINE logs $NAME`,
    },
    {
      id: 'restart-policy',
      title: 'inspect knows the policy',
      script: `$ENGINE run -d --restart on-failure:2 --name $NAME $IMAGE sleep 60 >/dev/null; ${show('.HostConfig.RestartPolicy.Name')}; ${show('.HostConfig.RestartPolicy.MaximumRetryCount')}`,
    },
    {
      id: 'restart-stopped',
      title: 'one that was stopped is not started again',
      script: `$ENGINE run -d --restart always --name $NAME $IMAGE sh -c 'trap "exit 5" TERM; while :; do sleep 0.1; done' >/dev/null; $ENGINE stop $NAME; sleep 1; ${show('.State.Status')}; ${show('.State.ExitCode')}; ${show('.RestartCount')}`,
    },
    {
      id: 'restart-killed',
      title: 'nor is one that was killed',
      script: `$ENGINE run -d --restart always --name $NAME $IMAGE sleep 60 >/dev/null; $ENGINE kill $NAME; sleep 1; ${show('.State.Status')}; ${show('.State.ExitCode')}; ${show('.RestartCount')}`,
    },
    {
      id: 'restart-unknown',
      title: 'a policy that there is not',
      script: '$ENGINE run --restart sometimes $IMAGE true',
      says: /invalid restart policy/i,
    },
    {
      id: 'restart-retries',
      title: 'a count of retries beside another policy than on-failure',
      script: '$ENGINE run --restart always:3 --name $NAME $IMAGE true',
      says: /maximum retry count/i,
    },
    {
      id: 'rm-conflict',
      title: '--rm with --restart',
      options: ['--restart', 'always'],
      command: ['true'],
      says: /Conflicting options: (cannot specify both --restart and --rm|--restart and --rm)/i,
    },
  ],
};
