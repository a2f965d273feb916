import type { StepName } from '../../machines/steps.ts';
import { outputOf, type Story } from '../../machines/story.ts';
import { judge, type Verdict } from './answer.ts';
import { KINDS } from './kinds.ts';
import type { Question, QuestionKind } from './question.ts';

/** A question that is to be put now. */
export interface Asked {
  readonly name: string;
  readonly question: Question;
}

/** As many questions at one stop as a person likes to be asked. */
const MOST = 2;

/** The predictions of one run: which questions are asked at which stop, what was answered, and what came of it. */
export class Predictions {
  readonly #most: number;
  readonly #asked = new Map<string, { readonly question: Question; given?: string | undefined }>();
  readonly #verdicts: Verdict[] = [];

  /** @param asksAll true for every question that there is, false for a few at each stop */
  constructor(asksAll: boolean) {
    this.#most = asksAll ? Number.POSITIVE_INFINITY : MOST;
  }

  /** What is to be asked before this step: nothing that was asked already. */
  questionsAt(step: StepName, story: Story): Asked[] {
    const possible = KINDS.filter((kind) => kind.at === step && !this.#asked.has(kind.name)).flatMap((kind) =>
      askedBy(kind, story),
    );
    if (possible.length <= this.#most) return possible;
    return turned(possible, seedOf(story)).slice(0, this.#most);
  }

  /** The question was put, and answered with one of its choices or a number; undefined: the person did not want to guess. */
  take({ name, question }: Asked, given: string | undefined): void {
    this.#asked.set(name, { question, given });
  }

  /** What has come out since it was last asked for. */
  settle(story: Story): Verdict[] {
    const open = KINDS.filter(({ name }) => this.#asked.has(name) && !this.#verdicts.some((one) => one.name === name));
    const fresh = open.flatMap((kind) => {
      const truth = kind.settle(story);
      const { question, given } = this.#asked.get(kind.name)!;
      return truth === undefined ? [] : [judge(kind.name, question, given, truth)];
    });
    this.#verdicts.push(...fresh);
    return fresh;
  }

  /** The run is over: what it has not shown, nobody will ever know. */
  close(): Verdict[] {
    const open = [...this.#asked].filter(([name]) => !this.#verdicts.some((one) => one.name === name));
    const lost = open.map(
      ([name, { question, given }]): Verdict => ({
        name,
        question,
        given,
        truth: undefined,
        isRight: false,
        because: '',
      }),
    );
    this.#verdicts.push(...lost);
    return lost;
  }

  /** `7 of 9 predictions were right.`; undefined where nothing was answered. */
  score(): string | undefined {
    const counted = this.#verdicts.filter(({ given, truth }) => given !== undefined && truth !== undefined);
    if (counted.length === 0) return undefined;
    const right = counted.filter(({ isRight }) => isRight).length;
    return `${right} of ${counted.length} prediction${counted.length === 1 ? ' was' : 's were'} right.`;
  }
}

function askedBy(kind: QuestionKind, story: Story): Asked[] {
  // What has come out already is no prediction any more.
  if (kind.settle(story) !== undefined) return [];
  const question = kind.ask(story);
  return question === undefined ? [] : [{ name: kind.name, question }];
}

/** Another run, other questions; but the recording of a run asks the same each time. */
const seedOf = (story: Story) => Number.parseInt(outputOf(story, 'prepareSnapshot')?.id.slice(0, 6) ?? '0', 16) || 0;

function turned<T>(list: readonly T[], by: number): readonly T[] {
  const at = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
