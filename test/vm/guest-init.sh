#!/bin/sh
# The first process of the virtual machine: mounts what a system has, runs the command that lies in /project, switches off.
export PATH=/project/node_modules/.bin:/usr/bin:/usr/sbin
export HOME=/root CI=true
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t securityfs security /sys/kernel/security
[ ! -d /sys/fs/selinux ] || mount -t selinuxfs selinux /sys/fs/selinux
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
for directory in /dev/shm /tmp /run; do mount -t tmpfs -o mode=1777 tmpfs "$directory"; done
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ip link set lo up
hostname vm
cd /project
echo '--- command'
sh ./command
echo "--- status $?"
echo o >/proc/sysrq-trigger
sleep 60
