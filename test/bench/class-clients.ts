// The browsers of a class, without what they draw: ORIGIN SECRET COUNT. A process of its own, as they are on machines of
// their own.
import { type Follower, followStory, signIn, storyOf } from '../fixtures/followers.ts';

const [origin, secret, count] = process.argv.slice(2) as [string, string, string];
const { headers } = await signIn(origin, secret.length > 20 ? { token: secret } : { code: secret });
const followers = await Promise.all(Array.from({ length: Number(count) }, () => followStory(origin, headers)));
process.stdout.write('following\n');
await Promise.all(followers.map(({ ended }) => ended));

const isWhole = (follower: Follower) => storyOf(follower).at(-1)?.kind === 'end';
process.exitCode = followers.every(isWhole) ? 0 : 1;
