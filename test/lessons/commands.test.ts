import { describe, expect, it } from 'vitest';
import { type Lesson, NEEDS, type Need } from '../../cli/lesson/lesson.ts';
import { BUNDLED_PACK, readPack } from '../../cli/lesson/pack.ts';
import { consoleCommands } from '../fixtures/console-block.ts';
import { typeIn, untrue } from '../fixtures/lesson-session.ts';
import { type OtherUser, Sandbox } from '../fixtures/sandbox.ts';
import { ORDINARY_USER, userWithRange, whyNoOrdinaryUser, whyNoUserWithRange } from '../fixtures/users.ts';

interface Typist {
  readonly who: string;
  readonly user: OtherUser | undefined;
  /** Why he cannot be there. */
  readonly why: string | undefined;
  readonly has: readonly Need[];
  readonly types: (lesson: Lesson) => boolean;
}

// Each lesson is typed in as one of the two kinds of ordinary users; test/e2e/same-result does so as whoever runs the tests.
const wantsRange = ({ number, needs }: Lesson) => needs.length > 0 || number % 2 === 1;
const TYPISTS: readonly Typist[] = [
  {
    who: 'a user with a range of ids',
    user: userWithRange,
    why: whyNoUserWithRange,
    has: ['user-ids'],
    types: wantsRange,
  },
  {
    who: 'a user without one',
    user: ORDINARY_USER,
    why: whyNoOrdinaryUser,
    has: [],
    types: (lesson) => !wantsRange(lesson),
  },
];

/** Ten commands and more, while other lessons keep the processors busy. */
const PATIENCE_MS = 180_000;

describe.each(TYPISTS)('typed in by $who, a lesson prints what it says', ({ user, why, has, types }) => {
  const title = why === undefined ? '$number $title' : `$number $title: ${why}`;
  const lessons = readPack(BUNDLED_PACK).filter(types);
  it.skipIf(why).concurrent.for(lessons)(title, { timeout: PATIENCE_MS }, async ({ body, needs }, { skip }) => {
    const missing = needs.find((need) => !has.includes(need));
    if (missing) skip(`needs ${NEEDS[missing]}`);
    using sandbox = new Sandbox(user);
    const commands = consoleCommands(body);
    expect(untrue(commands, await typeIn(sandbox, commands))).toEqual([]);
  });
});
