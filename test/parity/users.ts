import type { ParityArea } from './parity-case.ts';

/** User, group and further groups, as the kernel has them. */
const IDS = 'grep -e ^Uid -e ^Gid -e ^Groups /proc/self/status';

export const USERS: ParityArea = {
  title: 'Users and groups',
  cases: [
    { id: 'user-root', title: 'root where nobody is named', command: IDS },
    { id: 'user-name', title: 'a name, with its groups', options: ['-u', 'app'], command: IDS },
    { id: 'user-number', title: 'a number that passwd knows', options: ['-u', '1000'], command: IDS },
    { id: 'user-unknown-number', title: 'a number that passwd does not know', options: ['-u', '4711'], command: IDS },
    { id: 'user-and-group', title: 'a name and a group', options: ['-u', 'app:other'], command: IDS },
    {
      id: 'user-and-group-number',
      title: 'a name and the number of a group',
      options: ['-u', 'app:4000'],
      command: IDS,
    },
    { id: 'user-numbers', title: 'two numbers', options: ['-u', '4711:4712'], command: IDS },
    { id: 'user-group-only', title: 'a group without a user', options: ['-u', ':other'], command: IDS },
    { id: 'user-of-image', title: 'the user of the image', image: 'configured', command: IDS },
    {
      id: 'user-not-of-image',
      title: 'root in place of the user of the image',
      image: 'configured',
      options: ['-u', '0'],
      command: IDS,
    },
    {
      id: 'user-unknown',
      title: 'a name that passwd does not know',
      options: ['-u', 'nobody-here'],
      command: ['true'],
      says: /unable to find user nobody-here: no matching entries in passwd file/,
    },
    {
      id: 'user-unknown-group',
      title: 'a group that does not exist',
      options: ['-u', 'app:none'],
      command: ['true'],
      says: /unable to find group none: no matching entries in group file/i,
    },
    {
      id: 'user-too-large',
      title: 'a number that is too large',
      options: ['-u', '4294967296'],
      command: ['true'],
      says: /uids and gids must be in range 0-2147483647/,
    },
    { id: 'group-add', title: 'a further group', options: ['--group-add', '4000'], command: IDS },
    {
      id: 'group-add-name',
      title: 'further groups by name',
      options: ['-u', 'app', '--group-add', 'other', '--group-add', '4000'],
      command: IDS,
    },
    {
      id: 'group-add-unknown',
      title: 'a further group that does not exist',
      options: ['--group-add', 'none'],
      command: ['true'],
      says: /unable to find group none: no matching entries in group file/i,
    },
    { id: 'user-umask', title: 'umask', command: 'umask' },
    { id: 'user-id-map', title: 'ids are those of the host', command: "tr -s ' ' </proc/self/uid_map" },
    {
      id: 'user-exec',
      title: 'a program of exec runs as the user of the container',
      script: `$ENGINE run -d --name $NAME -u app $IMAGE sleep 60 >/dev/null; $ENGINE exec $NAME sh -c '${IDS}'`,
    },
    {
      id: 'user-exec-other',
      title: 'or as another one',
      script: `$ENGINE run -d --name $NAME -u app $IMAGE sleep 60 >/dev/null; $ENGINE exec -u 0 $NAME sh -c '${IDS}'`,
    },
  ],
};
