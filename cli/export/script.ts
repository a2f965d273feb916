import type { RunPlan } from '../../engine/plan/plan-run.ts';
import { inside } from './script/inside.ts';
import { outside } from './script/outside.ts';
import { program } from './script/program.ts';
import { stepsText } from './script/step.ts';
import { shellFile } from './shell.ts';

/** The run as commands of util-linux, each with a comment; it is to stand beside config.json and rootfs. */
export function script({ spec, cgroup }: Pick<RunPlan, 'spec' | 'cgroup'>, title: string): string {
  const who = spec.linux.namespaces.some(({ type }) => type === 'user') ? 'the user who exported it' : 'root';
  const comment = [
    `${title}: what makes the container, command by command.`,
    `For ${who}; it needs util-linux and coreutils. config.json beside it says the same in the words of the OCI.`,
  ];
  const body = `self=$PWD/$(basename "$0")

if [ "\${1-}" != inside ]; then
# On the host.

${stepsText(outside(spec, cgroup))}
fi

# In the new namespaces, as their process 1.

${stepsText([...inside(spec), ...program(spec)])}`;
  return shellFile(comment, body);
}
