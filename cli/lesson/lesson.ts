import { LIFECYCLE, type LifecycleState } from '../../machines/steps.ts';
import { CHECK_FIELDS, type CheckKind, isCheckKind } from './check-kinds.ts';
import { InvalidLesson } from './errors.ts';
import { type FrontMatter, parseFrontMatter } from './front-matter.ts';

/** What a learner is to do or to find out, and how the tool sees that it is done. */
export interface Check {
  readonly kind: CheckKind;
  /** What the learner is asked for. */
  readonly task: string;
  /** The fields that this kind of check needs, by their names behind `check.`. */
  readonly settings: Readonly<Record<string, readonly string[]>>;
}

/** One file of a pack. */
export interface Lesson {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  /** Which of the six states it belongs to; undefined where it is about the whole. */
  readonly state: LifecycleState | undefined;
  /** Where the rule is written: `image-spec manifest.md`, `man 2 execve`. */
  readonly spec: readonly string[];
  /** Files of learn-run that do it. */
  readonly code: readonly string[];
  readonly minutes: number;
  /** What not every user has: a key of `NEEDS` each. */
  readonly needs: readonly Need[];
  /** Images that it uses. */
  readonly images: readonly string[];
  /** What the learner will be able to do. */
  readonly goal: string;
  readonly check: Check;
  readonly hints: readonly string[];
  /** The commands that solve it, the last one a `learn-run lesson check`. */
  readonly solution: readonly string[];
  /** What is said when it is solved. */
  readonly success: string;
  /** Markdown. */
  readonly body: string;
}

/** What a lesson may need of its user, and who has it. */
export const NEEDS = {
  'user-ids': 'root, or a range of ids for your user in /etc/subuid',
  limits: 'root, or cgroup v2 and a systemd that knows your login',
  network: 'root with iproute2 and nftables, or pasta or slirp4netns',
} as const;

export type Need = keyof typeof NEEDS;

const NAME = /^(?<number>\d{2})-(?<id>[a-z0-9]+(?:-[a-z0-9]+)*)\.md$/;
const FIELDS = [
  'id',
  'title',
  'state',
  'spec',
  'code',
  'minutes',
  'needs',
  'image',
  'goal',
  'task',
  'check',
  'hint',
  'solution',
  'success',
];

/**
 * Reads one lesson.
 *
 * @param file its name without directories, `03-manifest.md`: number and id are in there
 * @throws InvalidLesson naming the field that is missing, unknown or wrong
 */
export function parseLesson(file: string, text: string): Lesson {
  const { number, id } = NAME.exec(file)?.groups ?? {};
  if (number === undefined || id === undefined) throw new InvalidLesson(file, 'expected a name like 03-manifest.md');
  const matter = parseFrontMatter(text, file);
  const one = (name: string) => only(matter, name, file);
  const all = (name: string) => matter.fields.get(name) ?? [];
  if (one('id') !== id) throw new InvalidLesson(file, `its id is ${one('id')}, expected ${id} as in its name`);
  const check = checkOf(matter, file);
  refuseUnknownFields(matter, check, file);
  return {
    number: Number(number),
    id,
    title: one('title'),
    state: stateOf(one('state'), file),
    spec: all('spec'),
    code: all('code'),
    minutes: minutesOf(one('minutes'), file),
    needs: needsOf(all('needs'), file),
    images: all('image'),
    goal: one('goal'),
    check,
    hints: all('hint'),
    solution: all('solution'),
    success: one('success'),
    body: matter.body,
  };
}

function only({ fields }: FrontMatter, name: string, file: string): string {
  const [value, ...others] = fields.get(name) ?? [];
  if (value === undefined) throw new InvalidLesson(file, `the field "${name}" is missing`);
  if (others.length > 0) throw new InvalidLesson(file, `the field "${name}" may stand there only once`);
  return value;
}

function stateOf(text: string, file: string): LifecycleState | undefined {
  if (text === 'all') return undefined;
  const state = LIFECYCLE.find((name) => name === text);
  if (state !== undefined) return state;
  throw new InvalidLesson(file, `state: expected one of ${LIFECYCLE.join(', ')}, or all; got ${JSON.stringify(text)}`);
}

function minutesOf(text: string, file: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidLesson(file, `minutes: expected a number from 1 to 99, got ${JSON.stringify(text)}`);
}

function checkOf(matter: FrontMatter, file: string): Check {
  const kind = only(matter, 'check', file);
  if (!isCheckKind(kind)) {
    throw new InvalidLesson(
      file,
      `check: expected one of ${Object.keys(CHECK_FIELDS).join(', ')}; got ${JSON.stringify(kind)}`,
    );
  }
  const settings = Object.fromEntries(
    [...matter.fields].filter(([name]) => name.startsWith('check.')).map(([name, values]) => [name.slice(6), values]),
  );
  for (const name of CHECK_FIELDS[kind].required) {
    if (settings[name] === undefined) throw new InvalidLesson(file, `the field "check.${name}" is missing`);
  }
  return { kind, task: only(matter, 'task', file), settings };
}

function needsOf(needs: readonly string[], file: string): Need[] {
  return needs.map((need) => {
    if (Object.hasOwn(NEEDS, need)) return need as Need;
    throw new InvalidLesson(
      file,
      `needs: expected one of ${Object.keys(NEEDS).join(', ')}; got ${JSON.stringify(need)}`,
    );
  });
}

function refuseUnknownFields({ fields }: FrontMatter, { kind }: Check, file: string): void {
  const { required, optional } = CHECK_FIELDS[kind];
  const known = [...FIELDS, ...[...required, ...optional].map((name) => `check.${name}`)];
  const unknown = [...fields.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new InvalidLesson(file, `unknown field "${unknown}"`, `Known are: ${known.join(', ')}.`);
}
