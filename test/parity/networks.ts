import type { ParityArea } from './parity-case.ts';

export const NETWORKS: ParityArea = {
  title: 'Network',
  cases: [
    {
      id: 'net-none',
      title: '--network none has loopback only',
      options: ['--network', 'none'],
      command: 'ls /sys/class/net; ip -o address show dev lo | grep -o "inet [^ ]*"',
    },
    { id: 'net-none-routes', title: 'and no route', options: ['--network', 'none'], command: 'ip route | wc -l' },
    {
      id: 'net-bridge',
      title: 'eth0 on the bridge, which is the default',
      command: 'ls /sys/class/net; cat /sys/class/net/eth0/operstate; cat /sys/class/net/eth0/mtu',
    },
    {
      id: 'net-bridge-address',
      title: 'with an address in a network of sixteen bits',
      command: 'ip -o -4 address show dev eth0 | grep -o /16',
    },
    {
      id: 'net-bridge-route',
      title: 'and the first address of it as the way out',
      command:
        "ip route | awk '/^default/ { print $2, $4, $5 }'; ip route | awk '/^default/ { print $3 }' | cut -d . -f 3-",
    },
    {
      id: 'net-mac-option',
      title: '--mac-address',
      options: ['--mac-address', '92:d0:c6:0a:29:33'],
      command: ['cat', '/sys/class/net/eth0/address'],
      isOfTheMachine: true,
    },
    {
      id: 'net-mac-bad',
      title: '--mac-address that is none',
      options: ['--mac-address', 'nowhere'],
      command: ['true'],
      says: /nowhere is not a valid mac address/,
    },
    {
      id: 'net-host',
      title: '--network host',
      script:
        'test "$($ENGINE run --rm --network host $IMAGE readlink /proc/self/ns/net)" = "$(readlink /proc/self/ns/net)" && echo host',
    },
    {
      id: 'net-container',
      title: '--network container:NAME',
      script:
        '$ENGINE run -d --name $NAME $IMAGE sleep 60 >/dev/null; test "$($ENGINE exec $NAME readlink /proc/self/ns/net)" = "$($ENGINE run --rm --network container:$NAME $IMAGE readlink /proc/self/ns/net)" && echo shared',
    },
    {
      id: 'net-container-missing',
      title: '--network container of nobody',
      options: ['--network', 'container:nobody-here'],
      command: ['true'],
      says: /No such container: nobody-here/i,
    },
    {
      id: 'net-container-hostname',
      title: '--network container with a host name',
      options: ['--network', 'container:x', '-h', 'box'],
      command: ['true'],
      says: /conflicting options: hostname and the network mode/i,
    },
    {
      id: 'net-container-ports',
      title: '--network container with ports',
      options: ['--network', 'container:x', '-p', '80'],
      command: ['true'],
      says: /conflicting options: port publishing and the container type network mode/i,
    },
    {
      id: 'net-unknown',
      title: 'a network that does not exist',
      options: ['--network', 'no-such-net'],
      command: ['true'],
      says: /network no-such-net not found/,
    },
    {
      id: 'net-two',
      title: 'two containers reach each other',
      script:
        '$ENGINE run -d --name $NAME $IMAGE sh -c \'echo hello >/tmp/index.html; httpd -f -p 80 -h /tmp\' >/dev/null; ip=$($ENGINE exec $NAME hostname -i); $ENGINE run --rm $IMAGE sh -c "for i in 1 2 3 4 5; do wget -q -O - http://$ip/ && break; sleep 0.2; done"',
    },
    { id: 'net-localhost', title: 'loopback answers', command: 'ping -c 1 -W 2 127.0.0.1 | grep -o "0% packet loss"' },
    {
      id: 'net-ping-user',
      title: 'also to an ordinary user',
      options: ['-u', 'app'],
      command: 'ping -c 1 -W 2 127.0.0.1 2>&1 | grep -o -e "0% packet loss" -e "permission denied.*"',
    },
    {
      id: 'net-port-user',
      title: 'who may listen on port 80',
      options: ['-u', 'app'],
      command: 'timeout 1 nc -l -p 80 -s 127.0.0.1; test $? = 143 && echo listened',
    },
    {
      id: 'publish',
      title: '-p answers on the host',
      script:
        "$ENGINE run -d --name $NAME -p 127.0.0.1:$PORT:80 $IMAGE sh -c 'echo hello >/tmp/index.html; httpd -f -p 80 -h /tmp' >/dev/null; for i in $(seq 30); do busybox wget -q -O - http://127.0.0.1:$PORT/ 2>/dev/null && break; sleep 0.1; done; $ENGINE port $NAME",
    },
    {
      id: 'publish-port',
      title: 'port of one that was published',
      script:
        '$ENGINE run -d --name $NAME -p $PORT:80/udp -p 127.0.0.1:$PORT:81 $IMAGE sleep 60 >/dev/null; $ENGINE port $NAME 81; $ENGINE port $NAME 80/udp | head -n 1',
    },
    {
      id: 'publish-unknown',
      title: 'port of one that was not',
      script: '$ENGINE run -d --name $NAME $IMAGE sleep 60 >/dev/null; $ENGINE port $NAME 99',
      says: /no public port '99(\/tcp)?' published for \S+/i,
    },
    {
      id: 'publish-taken',
      title: 'a port that is taken',
      script:
        '$ENGINE run -d --name $NAME -p 127.0.0.1:$PORT:80 $IMAGE sleep 60 >/dev/null; $ENGINE run --rm -p 127.0.0.1:$PORT:80 $IMAGE true',
      says: /port is already allocated|address already in use/,
    },
    {
      id: 'publish-bad',
      title: 'a port that is no number',
      options: ['-p', 'http'],
      command: ['true'],
      says: /invalid containerPort: http/i,
    },
    {
      id: 'publish-high',
      title: 'a port beyond the last',
      options: ['-p', '70000:80'],
      command: ['true'],
      says: /invalid hostPort: 70000/i,
    },
    {
      id: 'publish-protocol',
      title: 'a protocol that does not exist',
      options: ['-p', '80:80/nosuch'],
      command: ['true'],
      says: /invalid proto: nosuch/i,
    },
    {
      id: 'publish-range',
      title: 'ranges of different length',
      options: ['-p', '8000-8002:80-81'],
      command: ['true'],
      says: /invalid ranges specified for container and host Ports: 80-81 and 8000-8002/i,
    },
    {
      id: 'net-forward',
      title: 'the container does not route',
      command: ['cat', '/proc/sys/net/ipv4/ip_forward'],
      isOfTheMachine: true,
    },
  ],
};
