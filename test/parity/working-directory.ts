import type { ParityArea } from './parity-case.ts';

export const WORKING_DIRECTORY: ParityArea = {
  title: 'Working directory',
  cases: [
    { id: 'cwd-default', title: 'the root where nothing is said', command: ['pwd'] },
    { id: 'cwd-image', title: 'that of the image', image: 'configured', command: ['pwd'] },
    { id: 'cwd-option', title: 'that of the option', image: 'configured', options: ['-w', '/tmp'], command: ['pwd'] },
    {
      id: 'cwd-made',
      title: 'is made where it is missing',
      options: ['-w', '/a/b/c'],
      command: 'pwd; stat -c "%u:%g %a" /a /a/b /a/b/c',
    },
    { id: 'cwd-made-for-image', title: 'is made where the image only names it', image: 'unmade-workdir' },
    {
      id: 'cwd-made-for-user',
      title: 'belongs to root although somebody else runs',
      options: ['-w', '/a', '-u', 'app'],
      command: 'stat -c "%u:%g %a" .',
    },
    { id: 'cwd-dots', title: 'is cleaned of dots', options: ['-w', '/tmp/../srv/./work'], command: ['pwd'] },
    {
      id: 'cwd-file',
      title: 'that is a file',
      options: ['-w', '/opt/text'],
      command: ['pwd'],
      says: /not a directory/i,
    },
    {
      id: 'cwd-variable',
      title: 'PWD tells it',
      script: "$ENGINE run --rm -w /tmp $IMAGE cat /proc/self/environ | tr '\\0' '\\n' | grep ^PWD=",
    },
    {
      id: 'cwd-exec',
      title: 'a program of exec begins in that of the container',
      script:
        '$ENGINE run -d --name $NAME -w /tmp $IMAGE sleep 60 >/dev/null; $ENGINE exec $NAME pwd; $ENGINE exec -w /srv $NAME pwd',
    },
  ],
};
