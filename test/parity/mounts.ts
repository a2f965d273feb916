import type { ParityArea } from './parity-case.ts';

/** Options, optional fields and type of the mount at a place; of the options of a type only those named. */
const mountAt = (path: string, options = '') =>
  `awk '$5 == "${path}" { print $6, ($7 == "-" ? "-" : $7) }' /proc/self/mountinfo; awk '$2 == "${path}" { print $3, $4 }' /proc/mounts | tr ',' '\\n' | tr ' ' '\\n' | grep -x -e ${options || 'nothing'} | tr '\\n' ' '`;
const FILES = { file: 'of the host\n' };

export const MOUNTS: ParityArea = {
  title: 'Mounts and volumes',
  cases: [
    {
      id: 'mount-list',
      title: 'where something is mounted',
      command:
        "awk '{ print $5 }' /proc/self/mountinfo | grep -v -e ^/sys/fs/cgroup/ -e ^/proc/ -e ^/sys/firmware -e ^/sys/devices | sort",
    },
    {
      id: 'mount-types',
      title: 'the types of what is mounted',
      command:
        "awk '{ print $2, $3 }' /proc/mounts | grep -e '^/proc ' -e '^/dev ' -e '^/dev/pts' -e '^/dev/shm' -e '^/dev/mqueue' -e '^/sys ' | sort",
    },
    { id: 'mount-proc', title: '/proc', command: mountAt('/proc') },
    { id: 'mount-dev', title: '/dev', command: mountAt('/dev', '-e tmpfs -e mode=755 -e size=65536k') },
    {
      id: 'mount-pts',
      title: '/dev/pts',
      command: mountAt('/dev/pts', '-e devpts -e gid=5 -e mode=620 -e ptmxmode=666'),
    },
    {
      id: 'mount-shm',
      title: '/dev/shm has 64 MB',
      command: mountAt('/dev/shm', '-e tmpfs -e size=65536k -e mode=1777'),
    },
    {
      id: 'mount-shm-size',
      title: '--shm-size',
      options: ['--shm-size', '128m'],
      command: mountAt('/dev/shm', '-e tmpfs -e size=131072k'),
    },
    { id: 'mount-mqueue', title: '/dev/mqueue', command: mountAt('/dev/mqueue') },
    { id: 'mount-root', title: 'the root can be written to', command: 'echo x >/written && cat /written' },
    {
      id: 'mount-read-only',
      title: '--read-only',
      options: ['--read-only'],
      command:
        '( echo x >/written ) 2>&1; ( echo x >/dev/shm/x ) && echo /dev/shm; ( echo x >/tmp/x ) 2>&1; ( echo x >>/etc/hosts ) 2>&1 || true',
    },
    {
      id: 'mount-root-private',
      title: 'mounts of the host do not come in later',
      command: 'awk \'$5 == "/" { print $7 }\' /proc/self/mountinfo',
    },
    {
      id: 'bind',
      title: 'a directory of the host',
      options: ['-v', '$DIR:/mnt'],
      files: FILES,
      command: 'cat /mnt/file; echo new >/mnt/new && cat /mnt/new',
    },
    {
      id: 'bind-host',
      title: 'what is written there is on the host',
      script: "$ENGINE run --rm -v $DIR:/mnt $IMAGE sh -c 'echo new >/mnt/new'; cat $DIR/new",
    },
    {
      id: 'bind-ro',
      title: 'read-only',
      options: ['-v', '$DIR:/mnt:ro'],
      files: FILES,
      command: 'cat /mnt/file; ( echo x >/mnt/file ) 2>&1',
    },
    {
      id: 'bind-options',
      title: 'a bind mount has the options of its source, and is private',
      options: ['-v', '$DIR:/mnt'],
      command: 'awk \'$5 == "/mnt" { print $7 }\' /proc/self/mountinfo',
    },
    {
      id: 'bind-file',
      title: 'a file of the host',
      options: ['-v', '$DIR/file:/etc/thing'],
      files: FILES,
      command: 'cat /etc/thing',
    },
    {
      id: 'bind-missing',
      title: '-v makes a source that is missing',
      script: '$ENGINE run --rm -v $DIR/made/here:/mnt $IMAGE ls -A /mnt; stat -c "%F %a" $DIR/made/here',
    },
    {
      id: 'bind-mount-missing',
      title: '--mount refuses a source that is missing',
      options: ['--mount', 'type=bind,source=$DIR/none,target=/mnt'],
      command: ['true'],
      says: /bind source path does not exist/,
    },
    {
      id: 'bind-target-made',
      title: 'a target that is missing is made',
      options: ['-v', '$DIR:/new/target'],
      files: FILES,
      command: 'cat /new/target/file; stat -c %a /new',
    },
    {
      id: 'bind-relative-target',
      title: 'a target that is not absolute',
      options: ['-v', '$DIR:mnt'],
      command: ['true'],
      says: /mount path must be absolute/,
    },
    {
      id: 'bind-bad-mode',
      title: 'a mode that does not exist',
      options: ['-v', '$DIR:/mnt:rx'],
      command: ['true'],
      says: /invalid mode: rx|invalid (spec|specification).*/,
    },
    {
      id: 'bind-empty',
      title: 'an empty part',
      options: ['-v', ':/mnt'],
      command: ['true'],
      says: /empty section between colons/,
    },
    {
      id: 'bind-twice',
      title: 'two mounts at one place',
      options: ['-v', '$DIR:/mnt', '-v', '$DIR/sub:/mnt'],
      command: ['true'],
      says: /Duplicate mount point: \/mnt/i,
    },
    {
      id: 'bind-on-root',
      title: 'a mount on the root',
      options: ['-v', '$DIR:/'],
      command: ['true'],
      says: /destination can't be '\/'/,
    },
    {
      id: 'bind-order',
      title: 'mounts within mounts, in whatever order they are named',
      options: ['-v', '$DIR/sub:/mnt/inner', '-v', '$DIR:/mnt'],
      files: FILES,
      command: 'mkdir -p /mnt; ls /mnt; touch /mnt/inner/x && ls /mnt/inner',
    },
    {
      id: 'bind-mount',
      title: '--mount type=bind',
      options: ['--mount', 'type=bind,source=$DIR,target=/mnt,readonly'],
      files: FILES,
      command: 'cat /mnt/file; ( echo x >/mnt/file ) 2>&1',
    },
    {
      id: 'mount-bad-type',
      title: '--mount of a type that does not exist',
      options: ['--mount', 'type=none,target=/mnt'],
      command: ['true'],
      says: /mount type unknown: "?none"?|invalid mount config.*/i,
    },
    {
      id: 'mount-no-target',
      title: '--mount without a target',
      options: ['--mount', 'type=tmpfs'],
      command: ['true'],
      says: /target is required/,
    },
    {
      id: 'mount-bad-key',
      title: '--mount with a field that does not exist',
      options: ['--mount', 'type=bind,source=/tmp,target=/mnt,nosuch=1'],
      command: ['true'],
      says: /unexpected key 'nosuch' in 'nosuch=1'/,
    },
    {
      id: 'tmpfs',
      title: '--tmpfs',
      options: ['--tmpfs', '/mnt'],
      command: `${mountAt('/mnt', '-e tmpfs')}; stat -c %a /mnt`,
    },
    {
      id: 'tmpfs-options',
      title: '--tmpfs with size and mode',
      options: ['--tmpfs', '/mnt:size=1m,mode=700,exec'],
      command:
        "awk '$5 == \"/mnt\" { print $6 }' /proc/self/mountinfo; df -k /mnt | tail -n 1 | awk '{ print $2 }'; stat -c %a /mnt",
    },
    {
      id: 'tmpfs-mount',
      title: '--mount type=tmpfs',
      options: ['--mount', 'type=tmpfs,target=/mnt,tmpfs-size=1m,tmpfs-mode=0700'],
      command: "df -k /mnt | tail -n 1 | awk '{ print $2 }'; stat -c %a /mnt",
    },
    {
      id: 'tmpfs-copy',
      title: '--tmpfs over a directory of the image is empty',
      options: ['--tmpfs', '/data'],
      command: 'ls -A /data | wc -l',
    },
    {
      id: 'volume-copy',
      title: 'an empty volume takes over what the image has there',
      script:
        '$ENGINE run --rm -v $NAME:/data $IMAGE sh -c \'cat /data/seed; stat -c "%u:%g" /data/seed\'; $ENGINE volume rm $NAME >/dev/null',
    },
    {
      id: 'volume-nocopy',
      title: 'unless it is asked not to',
      script:
        "$ENGINE run --rm -v $NAME:/data:nocopy $IMAGE sh -c 'ls -A /data | wc -l'; $ENGINE volume rm $NAME >/dev/null",
    },
    {
      id: 'volume-stays',
      title: 'a named volume outlives its container',
      script:
        '$ENGINE run --rm -v $NAME:/v $IMAGE sh -c "echo kept >/v/x"; $ENGINE run --rm -v $NAME:/v $IMAGE cat /v/x; $ENGINE volume rm $NAME >/dev/null',
    },
    {
      id: 'volume-image',
      title: 'a volume that the image asks for, with its content',
      image: 'configured',
      command: 'cat /data/seed; grep -c " /data " /proc/self/mountinfo',
    },
    {
      id: 'volume-anonymous',
      title: 'one without a name is removed with --rm',
      script: '$ENGINE run --rm -v /v $IMAGE true; $ENGINE volume ls -q | wc -l',
    },
    {
      id: 'volumes-from',
      title: '--volumes-from: the volumes and binds of another container, and not its memory',
      script: `$ENGINE run -d --name $NAME -v $DIR:/bind:ro -v $NAME:/named -v /own --tmpfs /memory $IMAGE sh -c 'echo a >/own/a; echo b >/named/b' >/dev/null
        $ENGINE wait $NAME; $ENGINE run --rm --volumes-from $NAME $IMAGE sh -c '(cat /own/a /named/b; touch /bind/x; ls /memory) 2>&1'
        $ENGINE run --rm --volumes-from $NAME:ro $IMAGE sh -c '(cat /own/a; echo c >/named/c) 2>&1'
        $ENGINE run --rm --volumes-from $NAME --tmpfs /own $IMAGE ls /own
        $ENGINE rm -v $NAME >/dev/null; $ENGINE volume rm $NAME >/dev/null; $ENGINE volume ls -q`,
    },
    {
      id: 'volumes-from-missing',
      title: '--volumes-from a container that is not there',
      options: ['--volumes-from', 'nobody'],
      command: ['true'],
      says: /No such container: nobody|no container with name or ID "nobody" found/i,
    },
    {
      id: 'volumes-from-bad-mode',
      title: '--volumes-from with a mode that there is not',
      options: ['--volumes-from', 'nobody:rx'],
      command: ['true'],
      says: /invalid mode: rx|invalid volumes-from mode.*/i,
    },
    {
      id: 'volume-mount',
      title: '--mount type=volume',
      script:
        '$ENGINE run --rm --mount type=volume,source=$NAME,target=/data,readonly $IMAGE sh -c "cat /data/seed; ( echo x >/data/x ) 2>&1"; $ENGINE volume rm $NAME >/dev/null',
    },
    {
      id: 'volume-bad-name',
      title: 'a name with characters that it must not have',
      options: ['-v', 'a b:/mnt'],
      command: ['true'],
      says: /includes invalid characters for a local volume name/,
    },
    {
      id: 'volume-in-use',
      title: 'a volume that is in use is not removed',
      script:
        '$ENGINE run -d --name $NAME -v $NAME:/v $IMAGE sleep 60 >/dev/null; $ENGINE volume rm $NAME; code=$?; $ENGINE rm -f $NAME >/dev/null; $ENGINE volume rm $NAME >/dev/null; echo $code',
      says: /volume is in use/,
    },
  ],
};
