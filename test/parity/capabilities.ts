import type { ParityArea } from './parity-case.ts';

const SETS = 'grep ^Cap /proc/self/status';

export const CAPABILITIES: ParityArea = {
  title: 'Capabilities',
  cases: [
    { id: 'cap-default', title: 'those of root', command: SETS },
    { id: 'cap-user', title: 'those of a user', options: ['-u', 'app'], command: SETS },
    { id: 'cap-drop-all', title: '--cap-drop ALL', options: ['--cap-drop', 'ALL'], command: SETS },
    {
      id: 'cap-drop-one',
      title: '--cap-drop, with or without CAP_, in small letters',
      options: ['--cap-drop', 'CAP_CHOWN', '--cap-drop', 'kill'],
      command: SETS,
    },
    { id: 'cap-add', title: '--cap-add', options: ['--cap-add', 'NET_ADMIN'], command: SETS },
    { id: 'cap-add-all', title: '--cap-add ALL', options: ['--cap-add', 'ALL'], command: SETS, isOfTheMachine: true },
    {
      id: 'cap-all-but',
      title: '--cap-drop ALL and --cap-add of one',
      options: ['--cap-drop', 'ALL', '--cap-add', 'CHOWN'],
      command: SETS,
    },
    {
      id: 'cap-add-drop',
      title: 'the same one added and dropped',
      options: ['--cap-add', 'NET_ADMIN', '--cap-drop', 'NET_ADMIN'],
      command: SETS,
    },
    {
      id: 'cap-add-all-drop',
      title: '--cap-add ALL and --cap-drop of one',
      options: ['--cap-add', 'ALL', '--cap-drop', 'SYS_ADMIN'],
      command: SETS,
      isOfTheMachine: true,
    },
    {
      id: 'cap-user-add',
      title: 'an added one is a user’s in the bounding set only',
      options: ['-u', 'app', '--cap-add', 'NET_ADMIN'],
      command: SETS,
    },
    {
      id: 'cap-unknown',
      title: 'one that does not exist',
      options: ['--cap-add', 'NO_SUCH'],
      command: ['true'],
      says: /(unknown|invalid) capability: "?CAP_NO_SUCH"?/i,
    },
    { id: 'cap-privileged', title: '--privileged', options: ['--privileged'], command: SETS, isOfTheMachine: true },
    {
      id: 'cap-chown',
      title: 'root may give files away',
      command: 'touch /tmp/x; chown app /tmp/x && stat -c %U /tmp/x',
    },
    {
      id: 'cap-no-chown',
      title: 'but not without CAP_CHOWN',
      options: ['--cap-drop', 'CHOWN'],
      command: 'touch /tmp/x; chown app /tmp/x 2>&1',
    },
    { id: 'cap-chroot', title: 'root may chroot', command: ['chroot', '/', 'echo', 'inside'] },
    { id: 'cap-time', title: 'root may not set the clock', command: 'date -s @0 2>&1 | head -n 1' },
    {
      id: 'cap-hostname',
      title: 'root may not change the host name',
      command: 'hostname other 2>&1; hostname | grep -c other',
    },
    {
      id: 'cap-hostname-admin',
      title: 'but with CAP_SYS_ADMIN',
      options: ['--cap-add', 'SYS_ADMIN'],
      command: 'hostname other; hostname',
    },
    {
      id: 'cap-exec',
      title: 'a program of exec has those of the container',
      script: `$ENGINE run -d --name $NAME --cap-drop ALL $IMAGE sleep 60 >/dev/null; $ENGINE exec $NAME sh -c '${SETS}'`,
    },
    {
      id: 'cap-exec-privileged',
      title: 'exec --privileged gives all',
      script: `$ENGINE run -d --name $NAME $IMAGE sleep 60 >/dev/null; $ENGINE exec --privileged $NAME sh -c 'grep CapEff /proc/self/status'`,
      isOfTheMachine: true,
    },
  ],
};
