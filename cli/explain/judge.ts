import { resolve } from 'node:path';
import type { GivenFlag } from './command-line.ts';
import type { Effect, Judgement } from './effect.ts';
import { knowledgeOf } from './knowledge.ts';

type Rule = (value: string) => Judgement | undefined;

const judgement = (effect: Effect, says: string): Judgement => ({ effect, says });

/** What the flag with this value changes for safety. */
export function judge({ long, value = '' }: GivenFlag): Judgement {
  const { effect, says } = knowledgeOf(long) ?? { effect: 'neutral', says: '' };
  return RULES[long]?.(value) ?? { effect, says };
}

/** Capabilities that are as good as root on the host, or nearly, each with the reason. */
const STRONG: Readonly<Record<string, string>> = {
  ALL: 'every one of them, SYS_ADMIN and SYS_MODULE among them: as good as root on the host',
  SYS_ADMIN: 'mounts, namespaces, and a hundred other things: close to root on the host',
  SYS_MODULE: 'loads code into the kernel: root on the host',
  SYS_RAWIO: 'talks to the hardware past the kernel',
  SYS_PTRACE: 'looks into and changes other processes that it sees',
  DAC_READ_SEARCH: 'reads any file of the host that it can name by a handle (the escape called shocker)',
  SYS_BOOT: 'restarts the machine',
  BPF: 'loads programs into the kernel',
  NET_ADMIN: 'changes interfaces, routes and filters of its network',
  SYS_TIME: 'sets the clock of the host',
};

const bare = (capability: string) => capability.toUpperCase().replace(/^CAP_/, '');

/** Paths of the host that give more away than they seem to. */
const DANGEROUS: readonly (readonly [path: RegExp, says: string])[] = [
  [/^\/$/, 'the whole host: whoever is root inside is root outside'],
  [
    /\/(docker|podman|containerd|crio)(\/\w+)*\.sock$|^\/run\/containerd/,
    'who has this socket is root on the host: he asks it for a container with everything',
  ],
  [/^\/(etc|boot|root|usr|bin|sbin|lib|lib64)(\/|$)/, 'files that the host itself runs by'],
  [/^\/(proc|sys)(\/|$)/, "the host's own switches, which the container's /proc and /sys leave out"],
  [/^\/dev(\/|$)/, 'the devices of the host'],
  [/^\/var\/lib\/(docker|containers|kubelet)/, 'other containers, and their images'],
];

const RULES: Readonly<Record<string, Rule>> = {
  '--cap-add': (value) => {
    const strong = STRONG[bare(value)];
    return strong === undefined ? undefined : judgement('riskier', `${bare(value)} ${strong}.`);
  },
  '--cap-drop': (value) =>
    bare(value) === 'ALL'
      ? judgement(
          'safer',
          'Root inside is root in name only: it can do what any user can. The best single thing to do.',
        )
      : undefined,
  '--network': networkRule,
  '--net': networkRule,
  '--ipc': (value) =>
    value === 'host' || value === 'shareable' || value.startsWith('container:')
      ? undefined
      : value === 'none'
        ? judgement('safer', 'No shared memory at all.')
        : judgement('neutral', 'Its own, as by itself.'),
  '--pid': (value) =>
    value === 'host' || value.startsWith('container:') ? undefined : judgement('neutral', 'Its own, as by itself.'),
  '--uts': (value) => (value === 'host' ? undefined : judgement('neutral', 'Its own, as by itself.')),
  '--cgroupns': (value) =>
    value === 'host' ? judgement('riskier', "It sees the names of the host's cgroups.") : undefined,
  '--userns': (value) =>
    value === 'host'
      ? judgement(
          'neutral',
          'As by itself; less safe where the daemon gives containers a user namespace (userns-remap).',
        )
      : judgement('safer', 'Root inside is nobody outside.'),
  '--security-opt': securityRule,
  '--privileged': () => undefined,
  '--user': (value) =>
    /^(0|root)(:|$)/.test(value)
      ? judgement('riskier', 'Root inside: it has the default capabilities, whatever user the image named.')
      : undefined,
  '--env': (value) => {
    const [name = ''] = value.split('=', 1);
    if (!/pass|secret|token|key|credential/i.test(name)) return undefined;
    return judgement(
      'riskier',
      `${name} looks like a secret: whoever may inspect the container reads it, and so does every process of the same user.`,
    );
  },
  '--volume': (value) => mountRule(value.split(':')[0] ?? '', /(^|[:,])ro(,|$)/.test(value), value.includes(':')),
  '--mount': (value) => {
    const fields = Object.fromEntries(value.split(',').map((field) => field.split(/=(.*)/s)));
    const source = fields.source ?? fields.src ?? '';
    const isReadOnly = ['readonly', 'ro'].some((name) => name in fields && fields[name] !== 'false');
    return fields.type === 'bind'
      ? mountRule(source, isReadOnly, true)
      : judgement('neutral', 'Nothing of the host is shown: a volume or memory of its own.');
  },
  '--publish': (value) =>
    /^(127\.|\[::1\]|localhost)/.test(value) ? judgement('neutral', 'Only programs on this host reach it.') : undefined,
  '--pull': (value) =>
    value === 'always'
      ? judgement('neutral', 'The newest image of the tag runs, with its repairs and its surprises.')
      : undefined,
  '--oom-score-adj': (value) =>
    Number(value) < 0
      ? judgement('riskier', 'When memory runs out others are killed before it.')
      : judgement('safer', 'When memory runs out it is killed before others.'),
  '--tls-verify': (value) =>
    value === 'false' ? undefined : judgement('neutral', 'The registry has to prove who it is, as by itself.'),
  '--memory-swap': (value) => (value === '-1' ? judgement('riskier', 'It may fill all of the swap.') : undefined),
  '--pids-limit': (value) =>
    Number(value) <= 0 ? judgement('riskier', 'A fork bomb inside can bring the host to a stop.') : undefined,
  '--systemd': (value) => (value === 'always' ? judgement('riskier', 'Its cgroup tree is writable.') : undefined),
  '--group-add': (value) =>
    ['docker', 'root', '0'].includes(value)
      ? judgement('riskier', 'Where that group owns something of the host, it is open.')
      : undefined,
};

function networkRule(value: string): Judgement | undefined {
  if (value === 'none') return judgement('safer', 'It reaches nobody, and nobody reaches it: nothing can be sent out.');
  if (value === 'host')
    return judgement(
      'riskier',
      "Every port of the host's loopback is open to it, abstract sockets of the desktop and of daemons too.",
    );
  if (value.startsWith('container:')) return judgement('neutral', "It reaches that container's loopback.");
  return undefined;
}

function securityRule(value: string): Judgement | undefined {
  const [name = '', setting = ''] = value.split(/[=:](.*)/s);
  if (name === 'no-new-privileges') {
    return setting === 'false'
      ? judgement('neutral', 'As by itself.')
      : judgement('safer', 'No set-user-ID program can give it more rights than it has: sudo and su do nothing.');
  }
  if (setting === 'unconfined') {
    const what =
      {
        seccomp: 'every system call of the kernel',
        apparmor: 'what AppArmor would deny',
        systempaths: 'what /proc and /sys hide',
      }[name] ?? `what ${name} would deny`;
    return judgement(
      'riskier',
      `${what} is open to it.`.replace(/^./, (letter) => letter.toUpperCase()),
    );
  }
  if (name === 'label' && setting === 'disable')
    return judgement('riskier', 'SELinux no longer keeps it from the files of the host.');
  if (name === 'label')
    return judgement(
      'neutral',
      'The policy of SELinux decides, where the kernel has one in force: ps -Z shows the label.',
    );
  if (name === 'apparmor') return judgement('neutral', 'The profile decides: aa-status shows whether it is loaded.');
  if (name === 'seccomp')
    return setting === 'builtin'
      ? judgement('neutral', "Docker's own profile, as by itself.")
      : judgement('neutral', 'The profile decides: compare what it allows with the list above.');
  return undefined;
}

/** What is shown writable can be changed by root inside as root, unless a user namespace stands between. */
function mountRule(source: string, isReadOnly: boolean, hasSource: boolean): Judgement {
  const isPath = hasSource && /^[./~]/.test(source);
  if (!isPath) return judgement('neutral', 'A volume: nothing of the host is shown. It outlives the container.');
  const path = resolve(source);
  const danger = DANGEROUS.find(([pattern]) => pattern.test(path));
  if (danger) return judgement('riskier', `${path}: ${danger[1]}${isReadOnly ? ', if only to read' : ''}.`);
  return isReadOnly
    ? judgement('riskier', 'It can read what is there, secrets too; it can change nothing.')
    : judgement(
        'riskier',
        'It can read, change and delete what is there, as root unless --user says otherwise. With :ro it can only read.',
      );
}
