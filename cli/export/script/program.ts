import type { Rlimit, Spec } from '../../../engine/bundle/runtime-spec.ts';
import { shellLines } from '../shell.ts';
import type { ScriptStep } from './step.ts';

/** The change of root, and the change of program: the two that cannot be undone. */
export function program(spec: Spec): ScriptStep[] {
  return [
    {
      comment: [
        'From now on the root is another one, and the programs that are still needed are behind it. They work all the',
        'same where their loader and their libraries are named: from here they have relative paths.',
      ],
      commands: [
        'path_of() { realpath "$(command -v "$1")"; }',
        'umount=.$(path_of umount) rmdir=.$(path_of rmdir) prlimit=.$(path_of prlimit) setpriv=.$(path_of setpriv) env=.$(path_of env)',
        'needed=$(for one in umount rmdir prlimit setpriv env; do ldd "$(path_of $one)"; done 2>/dev/null | grep -o \'/[^ ]*\' | sort -u)',
        'loader=$(echo "$needed" | grep -m 1 \'/ld-[^/]*$\' | xargs -r realpath)',
        "libraries=$(echo \"$needed\" | xargs -r realpath | xargs -r dirname | sort -u | sed 's/^/./' | tr '\\n' :)",
        'read -r setgroups </proc/self/setgroups; groups=--keep-groups',
        `[ "$setgroups" = deny ] || groups=${groupsOption(spec.process.user.additionalGids)}`,
        'old=; [ -z "$loader" ] || old=".$loader --library-path $libraries"',
      ],
    },
    {
      comment: [
        'pivot_root(2): what was the root is mounted at /dev/old, and this shell stands in it. Then it is unmounted, lazily:',
        'nobody finds it by a path from the new root, and it is gone as soon as nobody stands in it.',
      ],
      commands: [
        'mkdir -p rootfs/dev/old; cd rootfs; pivot_root . dev/old; cd /dev/old',
        '$old "$umount" -l /dev/old; $old "$rmdir" /dev/old',
      ],
    },
    {
      comment: [
        'Limits of the process, capabilities, user and groups; then the program in the place of this shell, with its own',
        'environment and directory. It is killed when the shell is that waits for it.',
        'Not done here: the seccomp filter of config.json, for which util-linux has no word, and a profile of AppArmor.',
      ],
      commands: [
        ...(spec.process.oomScoreAdj ? [`echo ${spec.process.oomScoreAdj} >/proc/self/oom_score_adj`] : []),
        `umask ${spec.process.user.umask.toString(8).padStart(4, '0')}`,
        lastCommand(spec),
      ],
    },
  ];
}

function lastCommand({ process }: Spec): string {
  const { user, env, cwd, args, capabilities, noNewPrivileges, rlimits } = process;
  const identity = [
    ['--bounding-set', kept(capabilities.bounding)],
    ['--inh-caps', kept(capabilities.inheritable ?? [])],
    ['--ambient-caps', kept(capabilities.ambient ?? [])],
    ...(noNewPrivileges ? [['--no-new-privs']] : []),
    [`--reuid=${user.uid}`, `--regid=${user.gid}`],
  ];
  const surroundings = [[`--chdir=${cwd}`], ...env.map((variable) => [variable]), args];
  return `${shellLines('exec $old "$prlimit"', rlimits.map(limitOption))} \\
  ${shellLines('$old "$setpriv" --pdeathsig KILL "$groups"', identity)} \\
  ${shellLines('$old "$env" -i', surroundings)}`;
}

function limitOption({ type, soft, hard }: Rlimit): string[] {
  return [`--${type.replace(/^RLIMIT_/, '').toLowerCase()}=${amount(soft)}:${amount(hard)}`];
}

const amount = (value: number | bigint) => (value > Number.MAX_SAFE_INTEGER || value < 0 ? 'unlimited' : `${value}`);

const groupsOption = (ids: readonly number[]) => (ids.length === 0 ? '--clear-groups' : `--groups=${ids.join(',')}`);

/** As setpriv(1) names capabilities: all are taken away, and some given back. */
function kept(capabilities: readonly string[]): string {
  const names = capabilities.map((name) => `+${name.replace(/^CAP_/, '').toLowerCase()}`);
  return ['-all', ...names].join(',');
}
