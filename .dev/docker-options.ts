// Writes docs/docker-options.md from the list in cli/options: `node .dev/docker-options.ts`; with --check it only says whether it is fresh.
import { readFileSync, writeFileSync } from 'node:fs';
import { DOCKER_OPTIONS, type DockerOption } from '../cli/options/docker-options.ts';

const PAGE = new URL('../docs/docker-options.md', import.meta.url);

function main(isCheck: boolean): number {
  const fresh = optionsPage();
  if (!isCheck) writeFileSync(PAGE, fresh);
  else if (readFileSync(PAGE, 'utf8') !== fresh) {
    process.stderr.write('docs/docker-options.md is out of date: run "node .dev/docker-options.ts"\n');
    return 1;
  }
  return 0;
}

/** The whole page. */
export function optionsPage(): string {
  const count = (support: DockerOption['support']) => DOCKER_OPTIONS.filter((one) => one.support === support).length;
  return `# The options of docker run

<!-- Written by .dev/docker-options.ts from cli/options/docker-options.ts. -->

Of the ${DOCKER_OPTIONS.length} options of \`docker run\` (docker CLI 28.2, deprecated ones and those for Windows included) learn-run supports ${count('yes')} in full and ${count('partly')} in part, and refuses ${count('no')} by name.
None is ignored in silence.
\`learn-run run --help\` shows those that work, with the options that docker does not have.

| option | supported | |
| --- | --- | --- |
${DOCKER_OPTIONS.map(row).join('\n')}
`;
}

function row({ long, short, takesValue, support, note }: DockerOption): string {
  const names = [...(short === undefined ? [] : [short]), long].join(', ');
  return `| \`${names}${takesValue ? ' …' : ''}\` | ${support} | ${note.replaceAll('|', '\\|')} |`;
}

if (import.meta.main) process.exitCode = main(process.argv.includes('--check'));
