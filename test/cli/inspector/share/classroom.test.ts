import { get } from 'node:http';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Journal } from '../../../../cli/inspector/journal.ts';
import { InspectorServer } from '../../../../cli/inspector/server.ts';
import { Classroom, MOST_FOLLOWERS } from '../../../../cli/inspector/share/classroom.ts';
import { CannotShare } from '../../../../cli/inspector/share/errors.ts';
import { teachersPages } from '../../../../cli/inspector/share/teachers-pages.ts';
import { followStory, post, signIn, storyOf } from '../../../fixtures/followers.ts';

const PLACE = { address: '127.0.0.1', port: 0, device: 'lo', others: [] };
const KNOWN = `sha256:${'a'.repeat(64)}`;
const END = { kind: 'end', ending: 'over', exitCode: 0, error: null } as const;
const event = (at: number) => ({ kind: 'event', actor: 'run', event: `event.${at}`, from: null }) as const;

/** A class, and the server of its teacher. */
async function open() {
  const journal = new Journal();
  const decided: string[] = [];
  const read: string[] = [];
  const assets = { '/': { type: 'text/html', body: '<p>page' }, '/page.js': { type: 'text/javascript', body: '1' } };
  const archive = {
    async layer(digest: string) {
      read.push(digest);
      return digest === KNOWN ? '{"files":["hello"]}' : undefined;
    },
    blob: async () => Buffer.from('blob'),
  };
  const classroom = await Classroom.open({ journal, assets, archive }, PLACE);
  onTestFinished(() => classroom.close());
  const teacher = new InspectorServer({
    ...teachersPages(classroom),
    journal,
    assets,
    archive,
    decide: (number, decision) => decided.push(`${number} ${decision}`) > 0,
    answer: () => decided.push('answer') > 0,
    setBreakpoint: (state) => decided.push(state) > 0,
    onPages: (_, drivers) => classroom.countDrivers(drivers),
  });
  const address = new URL(await teacher.open());
  onTestFinished(() => teacher.close());
  const origin = new URL(classroom.address).origin;
  const join = async () => (await signIn(origin, { code: classroom.code })).headers;
  const enterAsTeacher = async () => (await signIn(address.origin, { token: address.hash.slice(1) })).headers;
  return { journal, classroom, decided, read, origin, teachers: address, join, enterAsTeacher };
}

afterEach(() => void vi.useRealTimers());

const POSTS = ['/decision', '/answer', '/breakpoint', '/invitation', '/place'];
const WISH = { number: 1, decision: 'next', state: 'run.imageCheck', isSet: true, place: '#at=1' };

describe('a follower', () => {
  it('can drive nothing: every POST but the first is refused', async () => {
    const { origin, join, decided } = await open();
    const headers = await join();
    for (const path of POSTS) {
      expect([path, (await post(origin, path, WISH)).status]).toEqual([path, 401]);
      expect([path, (await post(origin, path, WISH, headers)).status]).toEqual([path, 403]);
    }
    for (const path of ['/news?from=0', '/document?number=0', '/layer', '/'])
      expect([path, (await post(origin, path, WISH, headers)).status]).toEqual([path, 404]);
    expect(decided).toEqual([]);
  });

  it('gets the story and what is large in it, and no bytes of the image', async () => {
    const { origin, journal, join } = await open();
    const facts = { large: 'x'.repeat(200_000) };
    const evidence = { step: 'startInit', badge: 'REAL', sentence: '', facts, check: [] } as const;
    journal.tell({ kind: 'evidence', call: 1, evidence });
    const headers = await join();
    const ask = async (path: string) => (await fetch(origin + path, { headers })).status;
    expect(await ask('/document?number=0')).toBe(200);
    expect(await ask(`/layer?digest=${KNOWN}`)).toBe(200);
    expect(await ask(`/blob?digest=${KNOWN}`)).toBe(403);
  });

  it('has each layer read once, however many ask for it', async () => {
    const { origin, join, read } = await open();
    const headers = await join();
    const asked = Array.from({ length: 20 }, async () =>
      (await fetch(`${origin}/layer?digest=${KNOWN}`, { headers })).text(),
    );
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['{"files":["hello"]}']));
    expect(read).toEqual([KNOWN]);
  });
});

describe('the door of a class, on the wire', () => {
  it('gives nothing but the page to whoever does not know the code: another machine, a process, a container', async () => {
    const { origin } = await open();
    for (const path of ['/news?from=0', '/document?number=0', `/layer?digest=${KNOWN}`, `/blob?digest=${KNOWN}`])
      expect([path, (await fetch(origin + path)).status]).toEqual([path, 401]);
    const page = await (await fetch(origin)).text();
    expect(page).toContain('data-audience="class"');
  });

  it('knows neither the token nor the key of the teacher, and the teacher’s server no follower', async () => {
    const { origin, teachers, join, enterAsTeacher, decided } = await open();
    const token = teachers.hash.slice(1);
    expect((await post(origin, '/session', { token })).status).toBe(401);
    expect((await post(origin, '/session', { code: token })).status).toBe(401);
    const [driver, follower] = [await enterAsTeacher(), await join()];
    for (const path of POSTS) expect((await post(origin, path, WISH, driver)).status).toBe(401);
    expect((await fetch(`${origin}/news?from=0`, { headers: driver })).status).toBe(401);
    for (const path of POSTS) expect((await post(teachers.origin, path, WISH, follower)).status).toBe(401);
    expect((await fetch(`${teachers.origin}/news?from=0`, { headers: follower })).status).toBe(401);
    expect(decided).toEqual([]);
  });

  it.each(['evil.test', 'evil.test:PORT', 'localhost', '192.168.1.5:PORT', '0.0.0.0:PORT', '127.0.0.1'])(
    'I05, I26: refuses the host %s, whatever name was made to point here',
    async (host) => {
      const { origin, join } = await open();
      const headers = { ...(await join()), host: host.replace('PORT', new URL(origin).port) };
      const status = new Promise((resolve, reject) => {
        get(`${origin}/news?from=0`, { headers, agent: false }, (response) => {
          resolve(response.resume().statusCode);
        }).on('error', reject);
      });
      expect(await status).toBe(403);
    },
  );

  it('I06, I07: takes no code from another site, nor in a form', async () => {
    const { origin, teachers, classroom } = await open();
    const { code } = classroom;
    for (const other of ['http://evil.test', 'null', teachers.origin])
      expect([other, (await post(origin, '/session', { code }, { origin: other })).status]).toEqual([other, 403]);
    expect((await post(origin, '/session', { code }, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await fetch(`${origin}/session?code=${code}`)).status).toBe(404);
  });

  it('slows down whoever tries codes', async () => {
    const { origin } = await open();
    const statuses: number[] = [];
    for (let guess = 0; guess < 40; guess += 1)
      statuses.push((await post(origin, '/session', { code: `WRONG${guess}` })).status);
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
    expect(statuses).toContain(429);
  });
});

describe('a class', () => {
  it('of a hundred has the same last moment as its teacher, and one more is told that it is full', async () => {
    const { classroom, journal, origin, join } = await open();
    for (let at = 0; at < 200; at += 1) journal.tell(event(at));
    const headers = await join();
    const followers = await Promise.all(Array.from({ length: MOST_FOLLOWERS }, () => followStory(origin, headers)));
    expect(classroom.followers).toBe(MOST_FOLLOWERS);
    const late = await post(origin, '/session', { code: classroom.code });
    expect([late.status, await late.text()]).toEqual([503, 'too many pages\n']);
    expect((await fetch(`${origin}/news?from=0`, { headers })).status).toBe(503);
    for (let at = 200; at < 400; at += 1) journal.tell(event(at));
    journal.tell(END);
    await classroom.close();
    await Promise.all(followers.map(({ ended }) => ended));
    for (const follower of followers) {
      const story = storyOf(follower);
      expect([story.length, story.at(-1)]).toMatchObject([401, { kind: 'end', sequence: 400 }]);
      expect(follower.response.complete).toBe(true);
    }
  });

  it('gets what is large in the story and was told near its end, although the run is over', async () => {
    const { classroom, journal, origin, join } = await open();
    const headers = await join();
    const follower = await followStory(origin, headers);
    const evidence = { step: 'startInit', badge: 'REAL', sentence: '', check: [] } as const;
    for (const letter of ['x', 'y'])
      journal.tell({ kind: 'evidence', call: 1, evidence: { ...evidence, facts: { large: letter.repeat(200_000) } } });
    journal.tell(END);
    const closed = classroom.close();
    await expect.poll(() => storyOf(follower).at(-1)?.kind).toBe('end');
    const lengths = [];
    for (const number of [0, 1]) {
      const response = await fetch(`${origin}/document?number=${number}`, { headers });
      lengths.push((await response.text()).length);
    }
    expect(lengths).toEqual([200_002, 200_002]);
    await closed;
    await expect(fetch(origin)).rejects.toThrow();
  });

  it('I14: does not wait for one that reads nothing while ten thousand things happen, and tells it all of them afterwards', async () => {
    const { journal, origin, join } = await open();
    const headers = await join();
    const [slow, quick] = [await followStory(origin, headers), await followStory(origin, headers)];
    slow.response.pause();
    for (let at = 0; at < 10_000; at += 1) {
      journal.tell({ ...event(at), from: 'x'.repeat(500) });
      if (at % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => storyOf(quick).length, { timeout: 15_000, interval: 200 }).toBe(10_000);
    expect(storyOf(slow).length).toBeLessThan(10_000);
    slow.response.resume();
    await expect.poll(() => storyOf(slow).length, { timeout: 15_000, interval: 200 }).toBe(10_000);
    expect(storyOf(slow).map(({ sequence }) => sequence)).toEqual([...Array(10_000).keys()]);
  }, 40_000);

  it('hears first where the teacher is, and then the latest place alone', async () => {
    const { classroom, journal, origin, teachers, join, enterAsTeacher } = await open();
    journal.tell(event(0));
    const driver = await enterAsTeacher();
    const lookAt = (place: unknown) => post(teachers.origin, '/place', { place }, driver);
    expect(await (await lookAt('#at=3&pane=layers&state=run.imageCheck')).json()).toEqual({ isTaken: true });
    const follower = await followStory(origin, await join());
    const places = () => follower.lines().flatMap(({ kind, place }) => (kind === 'teacher' ? [place] : []));
    await expect.poll(() => follower.lines().map(({ kind }) => kind)).toEqual(['teacher', 'event']);
    expect(places()).toEqual([{ at: 3, pane: 'layers', state: 'run.imageCheck' }]);
    await lookAt('#pane=http');
    await expect.poll(places).toHaveLength(2);
    expect(places()[1]).toEqual({ pane: 'http' });
    for (const nonsense of [undefined, 1, { at: 1 }]) expect((await lookAt(nonsense)).status).toBe(400);
    await lookAt('#at=-1&pane=<script>&state=../x&code=AAA');
    await expect.poll(places).toHaveLength(3);
    expect(places()[2]).toEqual({});
    expect(JSON.stringify(follower.lines())).not.toContain(classroom.code);
  });

  it('is led back to the present when its teacher’s page has gone, and not by a reload', async () => {
    const { classroom, origin, join } = await open();
    const follower = await followStory(origin, await join());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    classroom.lookAt({ at: 7 });
    classroom.countDrivers(0);
    vi.advanceTimersByTime(1000);
    classroom.countDrivers(1);
    vi.advanceTimersByTime(10_000);
    classroom.countDrivers(0);
    classroom.lookAt({ at: 8 });
    vi.advanceTimersByTime(1500);
    vi.useRealTimers();
    await expect.poll(() => follower.lines().map(({ place }) => place)).toEqual([{}, { at: 7 }, { at: 8 }, {}]);
  });

  it('is shown to its teacher: the way in, and how many follow', async () => {
    const { classroom, origin, teachers, join, enterAsTeacher } = await open();
    const page = await followStory(teachers.origin, await enterAsTeacher());
    const counts = () => page.lines().map(({ followers }) => followers);
    await expect.poll(counts).toEqual([0]);
    const follower = await followStory(origin, await join());
    await expect.poll(counts).toEqual([0, 1]);
    follower.response.destroy();
    await expect.poll(counts).toEqual([0, 1, 0]);
    const { address, code } = classroom;
    expect(page.lines()[0]).toMatchObject({ kind: 'class', invitation: { address, code } });
  });

  it('cannot be let in where another program listens already', async () => {
    const { classroom, journal } = await open();
    const place = { ...PLACE, port: Number(new URL(classroom.address).port) };
    const subject = { journal, assets: {}, archive: { layer: async () => undefined, blob: async () => undefined } };
    await expect(Classroom.open(subject, place)).rejects.toThrow(CannotShare);
  });
});
