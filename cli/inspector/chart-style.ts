import { schemeStyle } from '../chart/svg-style.ts';

/** The style of the drawings within a page. It has no weight of its own: what the page says of lit states holds against it. */
export const chartStyle = (): string => `:where(.drawing){${schemeStyle()}}\n`;
