import type { Command } from './command.ts';
import type { Flag } from './flags.ts';

/** The help of one command, in the form in which runtimes give theirs. */
export function commandHelp(program: string, { name, summary, operands, flags, description }: Command): string {
  return [
    'NAME:',
    `   ${program} ${name} - ${summary}`,
    '',
    'USAGE:',
    `   ${program} ${name} ${flags.length > 0 ? '[command options] ' : ''}${operands}`.trimEnd(),
    ...(description ? ['', 'DESCRIPTION:', ...description.map((line) => `   ${line}`)] : []),
    '',
    'OPTIONS:',
    ...optionLines([...flags, HELP]),
    '',
  ].join('\n');
}

/** The help of the whole program. */
export function programHelp(
  program: string,
  version: string,
  flags: readonly Flag[],
  commands: readonly Command[],
): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'NAME:',
    `   ${program} - Open Container Initiative runtime of learn-run`,
    '',
    '   It makes containers from bundles: directories with a config.json and a root file system. Podman, Docker and',
    '   containerd can call it in the place of runc; by hand:',
    '',
    `       ${program} spec                     # writes a config.json`,
    `       ${program} run [-b bundle] <id>     # makes a container from it, and starts it`,
    '',
    'USAGE:',
    `   ${program} [global options] command [command options] [arguments...]`,
    '',
    'VERSION:',
    `   ${version}`,
    '',
    'COMMANDS:',
    ...commands.map(({ name, summary }) => `   ${name.padEnd(width)}  ${summary}`),
    '',
    'GLOBAL OPTIONS:',
    ...optionLines([...flags, HELP, { name: 'version', short: 'v', usage: 'print the version' }]),
    '',
  ].join('\n');
}

const HELP: Flag = { name: 'help', short: 'h', usage: 'show help' };

function optionLines(flags: readonly Flag[]): string[] {
  const heads = flags.map(
    ({ name, short, value }) =>
      `   --${name}${value === undefined ? '' : ` ${value}`}${short === undefined ? '' : `, -${short}${value === undefined ? '' : ` ${value}`}`}`,
  );
  const width = Math.max(...heads.map((head) => head.length));
  return heads.map((head, index) => `${head.padEnd(width)}  ${flags[index]!.usage}`);
}
