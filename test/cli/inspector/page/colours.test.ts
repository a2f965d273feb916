import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MACHINES } from '../../../../cli/chart/machines.ts';
import { chartOf } from '../../../../cli/chart/model.ts';
import { schemeStyle } from '../../../../cli/chart/svg-style.ts';

const page = readFileSync(new URL('../../../../cli/inspector/page/styles/colours.css', import.meta.url), 'utf8');

const spaceless = (text: string | undefined) => text?.replaceAll(' ', '');

/** The edge of the chapter in the drawn chart. */
function inChart(state: string): string | undefined {
  const index = chartOf(MACHINES.run).chapters.indexOf(`run.${state}`);
  return spaceless(new RegExp(`\\.c${index}>\\.box\\{stroke:(light-dark\\([^)]*\\))`).exec(schemeStyle())?.[1]);
}

const inPage = (name: string) => spaceless(new RegExp(`--${name}: (light-dark\\([^)]*\\))`).exec(page)?.[1]);

it.each([
  ['imageCheck', 'imageCheck'],
  ['containerCreation', 'containerCreation'],
  ['containerRunning', 'containerExecution'],
  ['containerExit', 'containerExit'],
  ['containerCleanup', 'containerCleanup'],
])('gives %s the same colour on the page as in the chart', (chapter, name) => {
  expect(inPage(name)).toBeDefined();
  expect(inPage(name)).toBe(inChart(chapter));
});

it('gives each of the six states a colour of its own', () => {
  const names = ['imageCheck', 'containerCreation', 'containerExecution', 'outputDisplay', 'containerExit'];
  expect(new Set([...names, 'containerCleanup'].map(inPage)).size).toBe(6);
});
