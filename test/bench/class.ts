import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Follower, followStory, signIn, storyOf, type WayIn, wayIn } from '../fixtures/followers.ts';
import { median } from './measure.ts';
import { LEARN_RUN } from './surroundings.ts';
import type { Target } from './table.ts';

const FOLLOWERS = 100;
/** A run takes so much longer with a class than without one. */
const AT_MOST = 1.05;

/** How long does a run that does not stop take, from its first step to its end, beside a class that follows? */
export async function benchClass(directory: string, rounds: number): Promise<readonly Target[]> {
  const home = join(directory, 'home');
  const [alone, followed]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round += 1) {
    const times = [await timeRun(home, 0), await timeRun(home, FOLLOWERS)] as const;
    if (round === 0) continue;
    alone.push(times[0]);
    followed.push(times[1]);
  }
  const ratio = median(followed) / median(alone);
  const verdict = ratio <= AT_MOST ? 'met' : 'MISSED';
  process.stdout.write(
    `A run alone: ${median(alone).toFixed(1)} ms; with ${FOLLOWERS} followers: ${median(followed).toFixed(1)} ms, ${ratio.toFixed(3)} of it, target ${AT_MOST}: ${verdict}\n\n`,
  );
  return ratio <= AT_MOST ? [] : [{ against: 'a run without followers', atMost: AT_MOST }];
}

/** The run begins when a page of this machine looks, and by its own clock. */
async function timeRun(home: string, count: number): Promise<number> {
  const args = [LEARN_RUN, '--share=127.0.0.1', '--network', 'none', '--offline', 'hello-world'];
  const child = spawn(process.execPath, args, { env: { ...process.env, CI: '', LEARN_RUN_HOME: home }, stdio: 'pipe' });
  const ended = once(child, 'close');
  child.stdout.resume();
  const { address, place } = await printed(child.stderr);
  const { headers } = await signIn(place.origin, { code: place.code });
  const followers = await Promise.all(Array.from({ length: count }, () => followStory(place.origin, headers)));
  const { origin, hash } = new URL(address);
  const page = await followStory(origin, (await signIn(origin, { token: hash.slice(1) })).headers);
  await Promise.all([page, ...followers].map((follower) => follower.ended));
  const [status] = (await ended) as [number];
  if (status !== 0) throw new Error(`a run with ${count} followers ended with ${status}`);
  expectAll(page, followers);
  const story = storyOf(page);
  return story.at(-1)!.at! - story[1]!.at!;
}

function expectAll(page: Follower, followers: readonly Follower[]): void {
  const whole = storyOf(page).length;
  for (const follower of followers)
    if (storyOf(follower).length !== whole) throw new Error('a follower has not got the whole story');
}

function printed(stderr: NodeJS.ReadableStream): Promise<{ readonly address: string; readonly place: WayIn }> {
  return new Promise((resolve, reject) => {
    let text = '';
    stderr.on('data', (chunk: Buffer) => {
      text += String(chunk);
      const [, address] = /^Inspector: (\S+)$/m.exec(text) ?? [];
      const place = wayIn(text);
      if (address !== undefined && place !== undefined) resolve({ address, place });
    });
    stderr.on('end', () => reject(new Error(`ended before it was inspected: ${text}`)));
  });
}
