import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Scribe } from '../../../../cli/inspector/scribe.ts';
import { CannotShare } from '../../../../cli/inspector/share/errors.ts';
import { Outbox } from '../../../../cli/inspector/thread/outbox.ts';
import { type Run, Serving } from '../../../../cli/inspector/thread/serving.ts';
import { followStory, post, signIn, storyOf } from '../../../fixtures/followers.ts';

const PLACE = { address: '127.0.0.1', port: 0, device: 'lo', others: [] };
const DIGEST = `sha256:${'a'.repeat(64)}`;
const ASSETS = { '/': { type: 'text/html', body: '<p>page' } };
const event = (at: number) => ({ kind: 'event', actor: 'run', event: `event.${at}`, from: null }) as const;

/** A thread that serves, and what its run was asked. */
async function start(own: Partial<Run> = {}, place: typeof PLACE | undefined = PLACE) {
  const asked: string[] = [];
  const pages: number[] = [];
  const outbox = new Outbox();
  const scribe = new Scribe();
  const run: Run = {
    archive: { layer: async () => '{"files":[]}', blob: async () => Buffer.from([0, 1, 255]) },
    decide: (number, decision) => asked.push(`${number} ${decision}`) > 0,
    answer: (number, answer) => asked.push(`${number}: ${answer}`) > 0,
    setBreakpoint: (state, isSet) => asked.push(`${state} ${isSet}`) > 0,
    onPages: (count) => pages.push(count),
    ...own,
  };
  const serving = await Serving.start({ assets: ASSETS, place }, run, outbox);
  onTestFinished(() => serving.close());
  const { origin, hash } = new URL(serving.address);
  const { headers } = await signIn(origin, { token: hash.slice(1) });
  const tell = (at: number) => outbox.put(scribe.write(event(at), at));
  return { serving, asked, pages, outbox, tell, origin, headers };
}

/** The threads of this process that have a lower priority than it. */
const lowThreads = (): string[] =>
  readdirSync('/proc/self/task').filter((thread) => (niceOf(thread) ?? 0) > getPriority());

/** proc_pid_stat(5); undefined where the thread has ended meanwhile. */
function niceOf(thread: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  } catch {
    return undefined;
  }
}

describe('the thread that serves a run', () => {
  it('tells pages what the run tells, and the run how many there are', async () => {
    const { serving, tell, origin, headers, pages } = await start();
    tell(0);
    const page = await followStory(origin, headers);
    for (let at = 1; at < 50; at += 1) tell(at);
    await expect.poll(() => storyOf(page).length, { timeout: 10_000 }).toBe(50);
    expect(pages).toEqual([1]);
    tell(50);
    await serving.close();
    await page.ended;
    expect(storyOf(page).map(({ sequence }) => sequence)).toEqual([...Array(51).keys()]);
  });

  it('has the run decide what a page wants, and answers what came of it', async () => {
    const { origin, headers, asked } = await start({ setBreakpoint: () => false });
    const decision = await post(origin, '/decision', { number: 3, decision: 'next' }, headers);
    const answer = await post(origin, '/answer', { number: 2, answer: 0 }, headers);
    expect(await answer.json()).toEqual({ isTaken: true });
    const breakpoint = await post(origin, '/breakpoint', { state: 'run.imageCheck', isSet: true }, headers);
    expect([await decision.json(), await breakpoint.json()]).toEqual([{ isTaken: true }, { isTaken: false }]);
    expect(asked).toEqual(['3 next', '2: 0']);
  });

  it('has the run look into layers and blobs, and says nothing of why it cannot', async () => {
    const { origin, headers } = await start();
    expect(await (await fetch(`${origin}/layer?digest=${DIGEST}`, { headers })).text()).toBe('{"files":[]}');
    const blob = await fetch(`${origin}/blob?digest=${DIGEST}`, { headers });
    expect([...new Uint8Array(await blob.arrayBuffer())]).toEqual([0, 1, 255]);
    const layer = () => Promise.reject(new Error('/a/path/of/the/store'));
    const other = await start({ archive: { layer, blob: async () => undefined } });
    const failed = await fetch(`${other.origin}/layer?digest=${DIGEST}`, { headers: other.headers });
    expect([failed.status, await failed.text()]).toEqual([500, 'something went wrong in the inspector\n']);
    expect((await fetch(`${other.origin}/blob?digest=${DIGEST}`, { headers: other.headers })).status).toBe(404);
  });

  it('lets a class in, and tells how many have come', async () => {
    const { serving, tell } = await start();
    const classroom = serving.classroom!;
    const counts: number[] = [];
    classroom.onFollowers = (count) => counts.push(count);
    expect([classroom.place, classroom.followers]).toEqual([PLACE, 0]);
    expect(classroom.link).toBe(`${classroom.address}#code=${classroom.code}`);
    const { headers } = await signIn(new URL(classroom.address).origin, { code: classroom.code });
    const follower = await followStory(new URL(classroom.address).origin, headers);
    await expect.poll(() => counts, { timeout: 10_000 }).toEqual([1]);
    expect(classroom.followers).toBe(1);
    tell(0);
    await serving.close();
    await follower.ended;
    expect(storyOf(follower)).toHaveLength(1);
  });

  it('says where a class cannot be let in, and ends', async () => {
    const { serving } = await start();
    const taken = { ...PLACE, port: Number(new URL(serving.classroom!.address).port) };
    const failure = await start({}, taken).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CannotShare);
    expect(failure).toMatchObject({ reason: expect.stringContaining('is in use by another program') });
  });

  it('gives way to the run: its priority is lower, and that of no other thread', async () => {
    const [own, before] = [getPriority(), lowThreads()];
    await start();
    expect(lowThreads().filter((thread) => !before.includes(thread))).toHaveLength(1);
    expect(getPriority()).toBe(own);
  });

  it('serves what was told before while the run waits for the kernel', async () => {
    const { origin } = await start();
    const ask = `fetch(${JSON.stringify(origin)}).then(async (answer) => process.stdout.write(await answer.text()))`;
    expect(execFileSync(process.execPath, ['-e', ask], { encoding: 'utf8' })).toBe('<p>page');
  });

  it('is closed once, however often it is asked to', async () => {
    const { serving } = await start();
    await Promise.all([serving.close(), serving.close()]);
    await serving.close();
  });

  it('ends alone where it has a defect: the run hears that nobody looks any more', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warned.mockRestore());
    const { serving, outbox, pages } = await start();
    // No run of ours tells that.
    outbox.put(undefined as never);
    await expect.poll(() => pages, { timeout: 10_000 }).toEqual([0]);
    expect(warned.mock.calls[0]?.[0]).toContain('the inspector has ended: ');
    await serving.close();
  });
});
