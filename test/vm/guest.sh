#!/bin/sh
# The tests that are worth a machine of their own: cgroup v2, as root and as an ordinary user.
status=0
check() {
  echo "== $1"
  shift
  "$@" || { status=1 && echo "FAILED: $*"; }
}

# Runs a command as the ordinary user, in the given cgroup; nothing of root stays in there, as in a session of systemd.
as_student_in() {
  (
    cgroup=$1
    shift
    sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$cgroup" \
      setpriv --reuid student --regid student --init-groups env HOME=/tmp/student XDG_DATA_HOME=/tmp/student/data "$@"
  )
}

refuses() {
  "$@" 2>/tmp/said && return 1
  cat /tmp/said
  grep -q 'cannot limit memory here' /tmp/said
}

# What systemd makes for a user who has logged in, and what it hands over to him. cgroup-v2, "Delegation"
mkdir -p /tmp/student /sys/fs/cgroup/user.slice/user-1000.slice/session.scope
chown student /tmp/student
user=/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service
mkdir -p $user/app.slice/terminal.scope
for level in /sys/fs/cgroup /sys/fs/cgroup/user.slice /sys/fs/cgroup/user.slice/user-1000.slice; do
  echo '+cpu +cpuset +memory +pids' >$level/cgroup.subtree_control
done
for directory in $user $user/app.slice $user/app.slice/terminal.scope; do
  chown student $directory $directory/cgroup.procs $directory/cgroup.subtree_control $directory/cgroup.threads
done

session=${user%/*}/session.scope
suite() { node --test --test-reporter=spec "test/vm/$1.guest.mjs"; }
student_suite() { as_student_in $user/app.slice/terminal.scope node --test --test-reporter=spec "test/vm/$1.guest.mjs"; }

# Two at a time, since the machine has two processors: what was begun behind is shown afterwards.
{
  for name in cgroup commands learn-runc; do check "$name, delegated" student_suite $name; done
  for name in cgroup device-filter learn-runc apparmor; do check "$name, root" suite $name; done
} >/tmp/behind 2>&1 &
for name in devices commands systemd; do check "$name, root" suite $name; done
learn_run='node cli/bin.cjs --offline --network none'
check 'hello-world, not delegated, without limits' as_student_in "$session" $learn_run hello-world
# The rm(1) of this machine is busybox's, as on many small systems.
check 'no container is left' sh -c '! ls /tmp/student/data/learn-run/containers | grep .'
check 'hello-world, not delegated, with limits' refuses as_student_in "$session" $learn_run -m 32m hello-world
wait $!
cat /tmp/behind
! grep -q '^FAILED: ' /tmp/behind || status=1
check 'no cgroup is left' sh -c '! find /sys/fs/cgroup -name learn-run | grep .'
exit $status
