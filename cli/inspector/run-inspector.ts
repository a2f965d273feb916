import type { Inspector } from './inspector.ts';

/** What a run needs of whoever shows it elsewhere: our own page, or a bridge to an inspector that others have made. */
export type RunInspector = Pick<
  Inspector,
  | 'inspect'
  | 'actors'
  | 'sinks'
  | 'verdict'
  | 'ask'
  | 'askPrediction'
  | 'isBreakpoint'
  | 'onInterrupt'
  | 'isWatched'
  | 'classroom'
  | 'listen'
  | 'lend'
  | 'hide'
  | 'end'
>;
