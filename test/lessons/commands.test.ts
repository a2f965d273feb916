import { describe, expect, it } from 'vitest';
import { consoleCommands, isOutput } from '../../cli/lesson/console-block.ts';
import { NEEDS, type Need } from '../../cli/lesson/lesson.ts';
import { BUNDLED_PACK, readPack } from '../../cli/lesson/pack.ts';
import { typeIn } from '../fixtures/lesson-session.ts';
import { canMakeContainers, isRoot } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';
import { type OtherUser, Sandbox } from '../fixtures/sandbox.ts';
import { ORDINARY_USER, userWithRange, whyNoOrdinaryUser, whyNoUserWithRange } from '../fixtures/users.ts';

const whyNot = canMakeContainers ? undefined : 'needs root, or a user who may make user namespaces';
const ROOTS: readonly Need[] = ['user-ids', 'limits', ...(whyNo('nft', 'nftables') ? [] : (['network'] as const))];
const USERS: readonly { who: string; user: OtherUser | undefined; why: string | undefined; has: readonly Need[] }[] = [
  { who: 'whoever runs the tests', user: undefined, why: whyNot, has: isRoot ? ROOTS : [] },
  { who: 'a user with a range of ids', user: userWithRange, why: whyNoUserWithRange, has: ['user-ids'] },
  { who: 'a user without one', user: ORDINARY_USER, why: whyNoOrdinaryUser, has: [] },
];

describe.each(USERS)('typed in by $who, a lesson prints what it says', ({ user, why, has }) => {
  const title = why === undefined ? '$number $title' : `$number $title: ${why}`;
  it.skipIf(why).concurrent.for(readPack(BUNDLED_PACK))(title, async ({ body, needs }, { skip }) => {
    const missing = needs.find((need) => !has.includes(need));
    if (missing) skip(`needs ${NEEDS[missing]}`);
    using sandbox = new Sandbox(user);
    const commands = consoleCommands(body);
    const outputs = await typeIn(sandbox, commands);
    const wrong = commands.flatMap(({ command, output }, n) =>
      isOutput(outputs[n] ?? '', output) ? [] : [{ command, says: output, prints: outputs[n] }],
    );
    expect(wrong).toEqual([]);
  });
});
