import { FONT_SIZES } from './text-width.ts';

export type Theme = 'auto' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

interface Colours {
  readonly paper: string;
  readonly card: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly arrow: string;
  readonly failure: string;
  /** One for each chapter: its edge and title, and its ground. */
  readonly chapters: readonly (readonly [strong: string, soft: string])[];
}

const LIGHT: Colours = {
  paper: '#ffffff',
  card: '#ffffff',
  ink: '#18212c',
  quiet: '#526071',
  line: '#b9c3cf',
  arrow: '#708094',
  failure: '#c22f2f',
  chapters: [
    ['#1860b5', '#eef5fd'],
    ['#6a3fb0', '#f5f0fc'],
    ['#0b7a55', '#ebf8f2'],
    ['#9a5b00', '#fdf5e6'],
    ['#a0306d', '#fcf0f6'],
    ['#0a7285', '#e9f7f9'],
  ],
};

const DARK: Colours = {
  paper: '#10151b',
  card: '#1b222b',
  ink: '#e8edf3',
  quiet: '#a3afbd',
  line: '#3e4a59',
  arrow: '#8391a3',
  failure: '#ff8078',
  chapters: [
    ['#7db7ff', '#14202f'],
    ['#c3a5ff', '#1f1930'],
    ['#5fd6a7', '#11251e'],
    ['#f0b45a', '#292011'],
    ['#f29ac8', '#2a1621'],
    ['#5ccfe0', '#102529'],
  ],
};

/** How many chapters have a colour of their own. */
export const CHAPTER_COLOURS = LIGHT.chapters.length;

const SHAPES = `
text{font-family:"Inter","Segoe UI","Helvetica Neue","DejaVu Sans",Arial,sans-serif;font-size:${FONT_SIZES.label}px}
.heading{font-size:${FONT_SIZES.heading}px;font-weight:700}
.title{font-size:${FONT_SIZES.title}px;font-weight:650}
.description{font-size:${FONT_SIZES.description}px}
.label text{text-anchor:middle}
.box{stroke-width:1.5}
.region>.box{stroke-dasharray:6 4}
.inner{fill:none}
.arrow path{fill:none;stroke-width:1.6}
.error>path{stroke-dasharray:5 4}
.label rect{stroke-width:1}
`;

/** The rules of the picture. Colours stand in them as they are: not every program that draws SVG knows variables. */
export function svgStyle(theme: Theme): string {
  if (theme === 'dark') return SHAPES + rulesOf(DARK);
  if (theme === 'light') return SHAPES + rulesOf(LIGHT);
  return `${SHAPES}${rulesOf(LIGHT)}@media (prefers-color-scheme:dark){\n${rulesOf(DARK)}}\n`;
}

/** The rules for a page whose own colour scheme decides, which its reader may choose. Programs that draw SVG need not know those. */
export const schemeStyle = (): string => SHAPES + rulesOf(both(LIGHT, DARK));

/** Each colour of the one for light pages, and that of the other for dark ones. */
function both<Value>(light: Value, dark: Value): Value {
  if (typeof light === 'string') return `light-dark(${light},${String(dark)})` as Value;
  const pairs = Object.entries(light as object).map(([name, value]) => [name, both(value, dark[name as keyof Value])]);
  return (Array.isArray(light) ? pairs.map(([, value]) => value) : Object.fromEntries(pairs)) as Value;
}

function rulesOf({ paper, card, ink, quiet, line, arrow, failure, chapters }: Colours): string {
  const own = chapters.map(
    ([strong, soft], index) =>
      `.c${index}>.box{stroke:${strong};fill:${soft}}.c${index}>.title{fill:${strong}}.c${index} .actor rect{stroke:${strong}}.c${index} .sign{fill:${strong}}\n`,
  );
  return `.paper{fill:${paper}}text{fill:${ink}}.description,.quiet{fill:${quiet}}
.box,.inner{stroke:${line}}.box{fill:${card}}
.actor rect{fill:${card};stroke:${line}}.sign{fill:${quiet}}.start{fill:${ink};stroke:${ink}}
.arrow path{stroke:${arrow}}.head{fill:${arrow}}.label rect{fill:${paper};stroke:${line}}
.error>path{stroke:${failure}}.error .head{fill:${failure}}.error text{fill:${failure}}.error rect{stroke:${failure}}
${own.join('')}`;
}
