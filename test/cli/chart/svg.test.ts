import { describe, expect, it } from 'vitest';
import { layOut } from '../../../.dev/layouts.ts';
import { arrowsOf } from '../../../cli/chart/arrows.ts';
import { headerHeight, headerWidth } from '../../../cli/chart/geometry.ts';
import { MACHINES, type MachineName } from '../../../cli/chart/machines.ts';
import { chartOf, statesOf } from '../../../cli/chart/model.ts';
import { pictureOf } from '../../../cli/chart/picture.ts';
import { svg } from '../../../cli/chart/svg.ts';
import { HOSTILE, hostileMachine } from './hostile-machine.ts';
import { readXml } from './xml-reader.ts';

const NAMES = Object.keys(MACHINES) as MachineName[];
const textOf = (document: string) => [...document.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);

describe('the picture of a chart', () => {
  it.each(NAMES)('shows every state of %s once, with its name and its actors', (name) => {
    const { chart, layout } = pictureOf(name);
    const document = svg(chart, layout);
    const drawn = readXml(document).flatMap(({ attributes }) => attributes['data-state'] ?? []);
    const states = statesOf(chart.root).slice(1);
    expect(drawn).toEqual(states.map(({ id }) => id));
    const words = textOf(document);
    for (const { key, invokes } of states)
      expect(words).toEqual(expect.arrayContaining([key, ...invokes.map(({ src }) => src)]));
  });

  it.each(NAMES)('shows every transition of %s as an arrow with its label', (name) => {
    const { chart, layout } = pictureOf(name);
    const document = svg(chart, layout);
    const drawn = new Set(readXml(document).flatMap(({ attributes }) => attributes['data-arrow'] ?? []));
    expect([...drawn]).toEqual(arrowsOf(chart).map(({ id }) => id));
    const words = textOf(document);
    expect(words).toEqual(expect.arrayContaining(arrowsOf(chart).flatMap(({ labels }) => labels)));
  });

  it.each(NAMES)('gives every state of %s room for its words, inside the state around it', (name) => {
    const { chart, layout } = pictureOf(name);
    const check = (state: ReturnType<typeof statesOf>[number], around: readonly [number, number, number, number]) => {
      const [x, y, width, height] = layout.states[state.id]!;
      expect([state.id, width >= headerWidth(state) - 1, height >= headerHeight(state)]).toEqual([
        state.id,
        true,
        true,
      ]);
      expect([x >= around[0], y >= around[1]]).toEqual([true, true]);
      expect([x + width <= around[0] + around[2], y + height <= around[1] + around[3]]).toEqual([true, true]);
      for (const inner of state.states) check(inner, [x, y, width, height]);
    };
    for (const state of chart.root.states) check(state, [0, 0, layout.width, layout.height]);
  });

  it('is light, dark, or whichever its reader likes', () => {
    const { chart, layout } = pictureOf('layer');
    expect(svg(chart, layout, 'auto')).toContain('@media (prefers-color-scheme:dark)');
    expect(svg(chart, layout, 'dark')).not.toContain('@media');
    expect(svg(chart, layout, 'light')).not.toBe(svg(chart, layout, 'dark'));
  });

  it('needs nothing from anywhere else', () => {
    const { chart, layout } = pictureOf('run');
    const document = svg(chart, layout);
    expect(document.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /https?:|url\(|@import|<script|<image|<use|href/,
    );
  });

  it.each(HOSTILE)('keeps %j a text', async (text) => {
    const chart = chartOf(hostileMachine(text));
    const tags = readXml(svg(chart, await layOut(chart)));
    const names = new Set(tags.map(({ name }) => name));
    expect([...names].sort()).toEqual(['g', 'path', 'polygon', 'rect', 'style', 'svg', 'text', 'title']);
    expect(tags.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name.startsWith('on'))).toEqual(
      [],
    );
  });
});
