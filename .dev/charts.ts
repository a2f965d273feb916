// Draws the charts of machines/ into machines/README.md: `node .dev/charts.ts`; with --check it only says whether they are fresh.
import { readFileSync, writeFileSync } from 'node:fs';
import { MACHINES } from '../cli/chart/machines.ts';
import { mermaid } from '../cli/chart/mermaid.ts';

const README = new URL('../machines/README.md', import.meta.url);

function main(isCheck: boolean): number {
  const written = readFileSync(README, 'utf8');
  const fresh = withCharts(written);
  if (!isCheck) writeFileSync(README, fresh);
  else if (written !== fresh) {
    process.stderr.write('machines/README.md shows charts that are out of date: run "node .dev/charts.ts"\n');
    return 1;
  }
  return 0;
}

/** The text with each chart drawn anew between its two markers; throws where the markers of a chart are missing. */
export function withCharts(text: string): string {
  return Object.values(MACHINES).reduce((drawn, machine) => {
    const begin = `<!-- chart ${machine.id}: drawn by .dev/charts.ts -->`;
    const end = `<!-- end of chart ${machine.id} -->`;
    const [from, to] = [drawn.indexOf(begin), drawn.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`machines/README.md has no markers for the chart "${machine.id}"`);
    const picture = `\n\n\`\`\`mermaid\n${mermaid(machine)}\n\`\`\`\n\n`;
    return drawn.slice(0, from + begin.length) + picture + drawn.slice(to);
  }, text);
}

if (import.meta.main) process.exitCode = main(process.argv.includes('--check'));
