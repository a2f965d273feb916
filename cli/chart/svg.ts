import { ANYWHERE, type Arrow, arrowsOf, staysOf } from './arrows.ts';
import { DESCRIPTION_LINE, descriptionLines, INVOKE_LINE, LABEL_LINE, TITLE_LINE } from './geometry.ts';
import type { Box, Layout } from './layout.ts';
import type { Chart, ChartState } from './model.ts';
import { CHAPTER_COLOURS, svgStyle, type Theme } from './svg-style.ts';
import { textWidth, wrapped } from './text-width.ts';
import { element, xmlText } from './xml.ts';

const LEGEND =
  'A dot: here it begins. ▸ an actor at work. [a condition]. Two borders: an end. Dashed boxes: side by side. Dashed red: a failure.';

/** Around the picture, in pixels. */
const MARGIN = 28;
/** Room for the dot that says where it begins, which stands before its box. */
const FIGURE_MARGIN = 12;

/**
 * The picture of a chart, as one SVG document that needs nothing else: no script, no font, no address. Every state
 * carries its id as `data-state`, every arrow its own as `data-arrow`.
 */
export function svg(chart: Chart, layout: Layout, theme: Theme = 'auto'): string {
  const width = Math.max(layout.width, 420) + 2 * MARGIN;
  const heading = headingOf(chart, width - 2 * MARGIN);
  const top = MARGIN + heading.height;
  const legend = wrapped(LEGEND, width - 2 * MARGIN, 'description');
  const height = top + layout.height + MARGIN + legend.length * DESCRIPTION_LINE + 8;
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-labelledby': 'chart-title',
  };
  const left = MARGIN + (width - 2 * MARGIN - layout.width) / 2;
  return `${element('svg', attributes, [
    element('title', { id: 'chart-title' }, [xmlText(`${chart.id}: ${chart.description}`)]),
    `<style>${svgStyle(theme)}</style>\n`,
    element('rect', { class: 'paper', width, height }),
    ...heading.lines,
    `\n${element('g', { transform: `translate(${left} ${top})` }, drawingOf(chart, layout))}\n`,
    ...legend.map((line, at) => textAt(MARGIN, top + layout.height + 26 + at * DESCRIPTION_LINE, line, 'description')),
  ])}\n`;
}

/** The drawing alone, for a page that has the words and the style beside it. */
export function figure(chart: Chart, layout: Layout): string {
  const [width, height] = [layout.width + 2 * FIGURE_MARGIN, layout.height + 2 * FIGURE_MARGIN];
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height };
  const place = { transform: `translate(${FIGURE_MARGIN} ${FIGURE_MARGIN})` };
  return element('svg', attributes, [element('g', place, drawingOf(chart, layout))]);
}

function drawingOf(chart: Chart, layout: Layout): string[] {
  const arrows = arrowsOf(chart);
  const drawing = [
    ...statesIn(chart, layout),
    ...arrows.map((arrow) => drawArrow(arrow, layout)),
    ...arrows.filter(({ labels }) => labels.length > 0).map((arrow) => drawLabel(arrow, layout)),
  ];
  return drawing.map((line) => `\n${line}`);
}

function headingOf({ id, description }: Chart, width: number) {
  const lines = wrapped(description, width, 'title');
  const texts = lines.map((line, at) => textAt(MARGIN, MARGIN + 42 + at * 18, line, 'quiet'));
  return { lines: [textAt(MARGIN, MARGIN + 18, id, 'heading'), ...texts], height: 48 + lines.length * 18 };
}

function statesIn(chart: Chart, layout: Layout): string[] {
  const stays = staysOf(chart);
  const initials = new Set<string>();
  const draw = (state: ChartState, parent: ChartState): string => {
    if (state.initial !== undefined) initials.add(state.initial);
    const inner = state.states.map((one) => draw(one, state));
    const chapter = chart.chapters.indexOf(state.id);
    const classes = [
      'state',
      state.kind,
      parent.kind === 'parallel' ? 'region' : '',
      chapter < 0 ? '' : `c${chapter % CHAPTER_COLOURS}`,
    ];
    const box = layout.states[state.id]!;
    return element('g', { class: classes.filter(Boolean).join(' '), 'data-state': state.id }, [
      element('title', {}, [
        xmlText([state.description, ...(stays.get(state.id) ?? []).map((stay) => `stays on ${stay}`)].join('\n')),
      ]),
      ...drawBox(state, box),
      ...(initials.has(state.id) ? [drawStart(box)] : []),
      ...inner,
    ]);
  };
  if (chart.root.initial !== undefined) initials.add(chart.root.initial);
  const anywhere = layout.states[ANYWHERE];
  return [...chart.root.states.map((state) => draw(state, chart.root)), ...(anywhere ? [drawAnywhere(anywhere)] : [])];
}

function drawBox(state: ChartState, [x, y, width, height]: Box): string[] {
  const isFinal = state.kind === 'final';
  const box = element('rect', { class: 'box', x, y, width, height, rx: 9 });
  const inner = element('rect', { class: 'inner', x: x + 3, y: y + 3, width: width - 6, height: height - 6, rx: 6 });
  const description = descriptionLines(state);
  const below = y + TITLE_LINE + description.length * DESCRIPTION_LINE;
  return [
    box,
    ...(isFinal ? [inner] : []),
    textAt(x + 12, y + 18, state.key, 'title'),
    ...(state.kind === 'parallel' ? [drawParallel(x + 12 + textWidth(state.key, 'title') + 8, y + 8)] : []),
    ...description.map((line, at) => textAt(x + 12, y + TITLE_LINE + 9 + at * DESCRIPTION_LINE, line, 'description')),
    ...state.invokes.map(({ src }, at) => drawActor(x + 12, below + 2 + at * INVOKE_LINE, src)),
  ];
}

/** An actor at work: a pill with its name, and a small wheel before it. */
function drawActor(x: number, y: number, name: string): string {
  return element('g', { class: 'actor' }, [
    element('rect', { x, y, width: Math.ceil(textWidth(name, 'label')) + 26, height: 18, rx: 9 }),
    element('path', { class: 'sign', d: `M${x + 8} ${y + 5}l6 4l-6 4z` }),
    textAt(x + 18, y + 13, name, 'name'),
  ]);
}

/** Two upright strokes: what is inside happens side by side. */
const drawParallel = (x: number, y: number) =>
  element('path', { class: 'sign', d: `M${x} ${y}h3v11h-3zM${x + 6} ${y}h3v11h-3z` });

/** A dot with an arrow: here it begins. */
const drawStart = ([x, y]: Box) =>
  element('path', {
    class: 'start',
    d: `M${x - 15} ${y + 14}m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0M${x - 12} ${y + 14}h6M${x - 1} ${y + 14}l-6 -3.5v7z`,
  });

function drawAnywhere([x, y, width, height]: Box): string {
  const label = element('text', { x: x + width / 2, y: y + height / 2 + 4, 'text-anchor': 'middle', class: 'quiet' }, [
    'any state',
  ]);
  return element('g', { class: 'state region' }, [
    element('rect', { class: 'box', x, y, width, height, rx: height / 2 }),
    label,
  ]);
}

function drawArrow({ id, kind }: Arrow, { arrows }: Layout): string {
  const { points } = arrows[id]!;
  return element('g', { class: `arrow ${kind}`, 'data-arrow': id }, [
    element('path', { d: rounded(points) }),
    element('polygon', { class: 'head', points: headOf(points) }),
  ]);
}

function drawLabel({ id, kind, labels }: Arrow, { arrows }: Layout): string {
  const [x, y, width, height] = arrows[id]!.label;
  const rx = Math.min(10, height / 2);
  return element('g', { class: `label ${kind}`, 'data-arrow': id }, [
    element('rect', { x, y, width, height, rx }),
    ...labels.map((line, at) => textAt(x + width / 2, y + 14 + at * LABEL_LINE, line, 'name')),
  ]);
}

const textAt = (x: number, y: number, text: string, name: string) =>
  element('text', { x, y, class: name === 'name' ? undefined : name }, [xmlText(text)]);

type Point = readonly [number, number];

/** The line with its corners rounded. */
function rounded(points: readonly Point[]): string {
  const corners = points.slice(1, -1).map((corner, at) => {
    const [before, after] = [points[at]!, points[at + 2]!];
    return `L${towards(corner, before)}Q${corner.join(' ')} ${towards(corner, after)}`;
  });
  return [`M${points[0]!.join(' ')}`, ...corners, `L${points.at(-1)!.join(' ')}`].join('');
}

/** A point near the corner, on the way to its neighbour. */
function towards([x, y]: Point, [toX, toY]: Point): string {
  const length = Math.hypot(toX - x, toY - y) || 1;
  const part = Math.min(8, length / 2) / length;
  return `${tidy(x + (toX - x) * part)} ${tidy(y + (toY - y) * part)}`;
}

function headOf(points: readonly Point[]): string {
  const [[fromX, fromY], [x, y]] = [points.at(-2)!, points.at(-1)!];
  const length = Math.hypot(x - fromX, y - fromY) || 1;
  const [alongX, alongY] = [((x - fromX) / length) * 8, ((y - fromY) / length) * 8];
  const wing = (side: number) => [tidy(x - alongX + (side * alongY) / 2), tidy(y - alongY - (side * alongX) / 2)];
  return [[x, y], wing(1), wing(-1)].map((point) => point.join(',')).join(' ');
}

const tidy = (length: number) => Math.round(length * 10) / 10;
