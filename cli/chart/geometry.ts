import type { ChartState } from './model.ts';
import { textWidth, wrapped } from './text-width.ts';

/** Sizes in pixels of the picture, for the layout and the drawing to agree on. */
export const TITLE_LINE = 24;
export const DESCRIPTION_LINE = 14;
export const INVOKE_LINE = 22;
export const LABEL_LINE = 15;
const DESCRIPTION_WIDTH = 215;
const MARGIN = 24;

/** The description as it stands in the box: a line is no wider than it can be read at a glance. */
export const descriptionLines = ({ description }: Pick<ChartState, 'description'>): string[] =>
  wrapped(description, DESCRIPTION_WIDTH, 'description');

/** How much of a box its own words take: its name, its description, its actors. */
export function headerHeight(state: ChartState): number {
  const { invokes } = state;
  return TITLE_LINE + descriptionLines(state).length * DESCRIPTION_LINE + invokes.length * INVOKE_LINE + 6;
}

export function headerWidth(state: ChartState): number {
  const title = textWidth(state.key, 'title') + (state.kind === 'parallel' ? 24 : 0);
  const description = descriptionLines(state).map((line) => textWidth(line, 'description'));
  const invokes = state.invokes.map(({ src }) => textWidth(src, 'label') + 30);
  return Math.ceil(Math.max(90, title, ...description, ...invokes) + MARGIN);
}
