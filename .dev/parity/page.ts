import type { ParityArea, ParityCase } from '../../test/parity/parity-case.ts';
import { casesOf, isSame, type Recording, type Sights } from './recording.ts';

const LONGEST = { lines: 6, letters: 110 };

/** docs/parity.md: every case with what was seen of it, area by area, and why there are differences. */
export function parityPage(
  areas: readonly ParityArea[],
  recording: Recording,
  explanations: Readonly<Record<string, string>>,
): string {
  const { versions, seen } = recording;
  const all = casesOf(areas);
  const differences = all.filter(({ id }) => !isSame(seen[id]));
  const likePodman = all.filter(({ id }) => seen[id]?.docker === seen[id]?.podman);
  return `# Parity with docker

<!-- Written by .dev/parity.ts from test/parity/recording.json. -->

What \`docker run\` does, tried ${all.length} times with learn-run and docker${versions.podman === undefined ? '' : ' and podman'}, the same image and the same words for each, as root.
Of these ${all.length} behaviours ${all.length - differences.length} are the same; each of the other ${differences.length} is explained.
Docker and podman agree in ${likePodman.length} of them.
\`npm run parity\` does it again, writes this page, and fails where there is a difference that nobody has explained.

Compared were ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.
\`exit\` is the exit code of the command; \`says\` is what clients look for in the error.
Where \`$ENGINE\` stands in a script, it is learn-run, docker or podman.

| area | behaviours | same | explained |
| --- | --- | --- | --- |
${areas.map((area) => summary(area, recording)).join('\n')}

${areas.map((area) => section(area, recording, explanations)).join('\n')}`;
}

function summary({ title, cases }: ParityArea, { seen }: Recording): string {
  const same = cases.filter(({ id }) => isSame(seen[id])).length;
  return `| [${title}](#${anchor(title)}) | ${cases.length} | ${same} | ${cases.length - same} |`;
}

/** As GitHub makes it of a heading. */
const anchor = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

function section({ title, cases }: ParityArea, { seen }: Recording, explanations: Readonly<Record<string, string>>) {
  return `## ${title}

| | behaviour | seen | podman |
| --- | --- | --- | --- |
${cases.map((one) => row(one, seen[one.id] ?? {}, explanations[one.id])).join('\n')}
`;
}

function row(one: ParityCase, sights: Sights, explanation: string | undefined): string {
  const { docker, podman } = sights;
  const how = `${cell(one.title)}<br>${code(commandLine(one))}`;
  const like = podman === undefined ? '' : podman === docker ? 'same' : shown(podman);
  if (isSame(sights)) return `| = | ${how} | ${shown(docker ?? '')} | ${like} |`;
  const both = `learn-run: ${shown(sights['learn-run'] ?? '')}<br>docker: ${shown(docker ?? 'not tried')}`;
  return `| ≠ | ${how} | ${both}<br>${cell(explanation ?? 'Nobody has explained this.')} | ${like} |`;
}

/** As somebody would type it. */
function commandLine({ script, options = [], image, command = [] }: ParityCase): string {
  const name = `IMAGE${image === undefined ? '' : `:${image}`}`;
  if (script !== undefined) return script;
  const inside = typeof command === 'string' ? ['sh', '-c', command] : command;
  return ['run', '--rm', ...options.map(quoted), name, ...inside.map(quoted)].join(' ');
}

const quoted = (word: string) => (/^[\w@%+=:,./$-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** So many lines, so long, that a table can be read. */
function shown(seen: string): string {
  const lines = seen.split('\n');
  const few = lines.length <= LONGEST.lines ? lines : [...lines.slice(0, LONGEST.lines - 2), '…', lines.at(-1)!];
  return few
    .map((line) => code(line.length <= LONGEST.letters ? line : `${line.slice(0, LONGEST.letters)}…`))
    .join('<br>');
}

/** Code in a cell of a table, whatever is in it: a bar would end the cell, a backtick the code. */
function code(text: string): string {
  const line = text.replaceAll('\n', '⏎').replaceAll('|', '\\|').replace(/^ | $/g, '␣');
  if (line === '') return '';
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('$', '\\$');
