import type { ParityArea } from './parity-case.ts';

const RESOLV = ['cat', '/etc/resolv.conf'];

export const NAMES: ParityArea = {
  title: 'Host name and the files of /etc',
  cases: [
    {
      id: 'hostname-option',
      title: '--hostname',
      options: ['-h', 'box.example'],
      command: 'hostname; cat /etc/hostname',
    },
    {
      id: 'hostname-default',
      title: 'else the first twelve letters of the id',
      script:
        'id=$($ENGINE run -d --name $NAME $IMAGE sleep 60); test $($ENGINE exec $NAME hostname) = $(echo $id | cut -c 1-12) && echo equal',
    },
    {
      id: 'hostname-bad',
      title: 'a host name that cannot be one',
      options: ['-h', 'a b'],
      command: ['true'],
      says: /invalid hostname.*/i,
    },
    {
      id: 'hostname-long',
      title: 'a host name that is too long',
      options: ['-h', 'a'.repeat(70)],
      command: ['true'],
      says: /sethostname: invalid argument|invalid hostname.*|hostname.*too long/i,
    },
    {
      id: 'hostname-host',
      title: '--uts host',
      options: ['--uts', 'host'],
      script: 'test $($ENGINE run --rm --uts host $IMAGE hostname) = $(hostname) && echo equal',
    },
    {
      id: 'domainname',
      title: '--domainname',
      options: ['--domainname', 'example.org'],
      command: ['cat', '/proc/sys/kernel/domainname'],
    },
    {
      id: 'hosts',
      title: '/etc/hosts without a network',
      options: ['--network', 'none', '-h', 'box'],
      command: ['cat', '/etc/hosts'],
    },
    {
      id: 'hosts-bridge',
      title: '/etc/hosts on the bridge has the host name behind its address',
      options: ['-h', 'box'],
      command: "tail -n 1 /etc/hosts | awk '{ print NF, $2 }'",
    },
    {
      id: 'hosts-domain',
      title: 'and the name with its domain',
      options: ['-h', 'box.example.org'],
      command: 'tail -n 1 /etc/hosts | cut -f 2',
    },
    {
      id: 'hosts-add',
      title: '--add-host',
      options: ['--network', 'none', '--add-host', 'db:10.0.0.7', '--add-host', 'six:::1'],
      command: ['grep', '-e', 'db', '-e', 'six', '/etc/hosts'],
    },
    {
      id: 'hosts-add-bad',
      title: '--add-host without an address',
      options: ['--add-host', 'db'],
      command: ['true'],
      says: /bad format for add-host: "db"/,
    },
    {
      id: 'hosts-add-no-address',
      title: '--add-host with an address that is none',
      options: ['--add-host', 'db:nowhere'],
      command: ['true'],
      says: /invalid IP address in add-host: "nowhere"/,
    },
    {
      id: 'etc-modes',
      title: 'owner and mode of the three files',
      command: 'stat -c "%n %u:%g %a" /etc/hosts /etc/hostname /etc/resolv.conf',
    },
    {
      id: 'etc-write',
      title: 'they can be written to',
      command: 'for name in hosts hostname resolv.conf; do echo "# x" >>/etc/$name && tail -n 1 /etc/$name; done',
    },
    {
      id: 'dns',
      title: '--dns',
      options: ['--dns', '192.0.2.53', '--dns', '192.0.2.54'],
      command: 'grep -v ^# /etc/resolv.conf | grep nameserver',
    },
    {
      id: 'dns-search',
      title: '--dns-search',
      options: ['--dns-search', 'example.org', '--dns', '192.0.2.53'],
      command: 'grep ^search /etc/resolv.conf',
    },
    {
      id: 'dns-search-none',
      title: '--dns-search . clears it',
      options: ['--dns-search', '.', '--dns', '192.0.2.53'],
      command: 'grep -c ^search /etc/resolv.conf',
    },
    {
      id: 'dns-option',
      title: '--dns-option',
      options: ['--dns-option', 'ndots:3', '--dns', '192.0.2.53'],
      command: 'grep ^options /etc/resolv.conf',
    },
    {
      id: 'dns-bad',
      title: '--dns with an address that is none',
      options: ['--dns', 'nowhere'],
      command: RESOLV,
      says: /IP address is not correctly formatted: nowhere|nowhere is not an ip address/,
    },
    { id: 'etc-mtab', title: '/etc/mtab', command: 'readlink /etc/mtab || echo none' },
  ],
};
