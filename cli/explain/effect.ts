/** What a flag does to safety, against the same run without it. */
export type Effect = 'safer' | 'riskier' | 'neutral';

/** Who carries a flag out. */
export type Keeper = 'kernel' | 'network' | 'client' | 'daemon' | 'registry' | 'windows';

export interface Judgement {
  readonly effect: Effect;
  /** Why, in short sentences. */
  readonly says: string;
}
