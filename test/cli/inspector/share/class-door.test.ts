import { describe, expect, it } from 'vitest';
import { ClassDoor } from '../../../../cli/inspector/share/class-door.ts';
import { WrongGuesses } from '../../../../cli/inspector/share/wrong-guesses.ts';

const HERE = '192.0.2.7';

/** A door, and a clock that the test turns. */
function doorway(isFull = () => false) {
  let now = 1000;
  const door = new ClassDoor(isFull, () => now);
  return { door, wait: (milliseconds: number) => (now += milliseconds) };
}

describe('the door of a class', () => {
  it('lets everybody in who knows the code, as often as they like, as followers', () => {
    const { door } = doorway();
    for (const typed of [door.code, door.code.toLowerCase(), ` ${door.code.slice(0, 3)}-${door.code.slice(3)}`])
      expect(door.letIn({ code: typed }, HERE)).toMatchObject({ role: 'follower' });
    const { key } = door.letIn({ code: door.code }, HERE) as { key: string };
    expect(door.roleOf(`Bearer ${key}`)).toBe('follower');
  });

  it('lets in nobody else', () => {
    const { door } = doorway();
    for (const code of ['', 'BCDFGH', `${door.code}B`, door.code.slice(1), [door.code], { code: door.code }, null, 1])
      expect(door.letIn({ code }, HERE)).toMatchObject({ status: 401 });
    expect(door.letIn({ token: door.code }, HERE)).toMatchObject({ status: 401 });
    for (const authorization of [undefined, '', 'Bearer ', `Bearer ${door.code}`, door.code])
      expect(door.roleOf(authorization)).toBeUndefined();
    expect(door.invite()).toBeUndefined();
  });

  it('says so where it is full, to those who know the code alone', () => {
    const { door } = doorway(() => true);
    expect(door.letIn({ code: door.code }, HERE)).toMatchObject({ status: 503 });
    expect(door.letIn({ code: 'BCDFGH' }, HERE)).toMatchObject({ status: 401 });
  });

  it('is not closed by thirty who know the code, nor by some of them who mistype it', () => {
    const { door } = doorway();
    for (let pupil = 0; pupil < 30; pupil += 1) {
      if (pupil % 2) door.letIn({ code: 'WRNG' }, HERE);
      expect(door.letIn({ code: door.code }, HERE)).toMatchObject({ role: 'follower' });
    }
  });

  it('listens to no more from there for a moment once too many codes were wrong, and then again', () => {
    const { door, wait } = doorway();
    for (let guess = 0; guess < 21; guess += 1)
      expect(door.letIn({ code: `G${guess}` }, HERE)).toMatchObject({ status: 401 });
    expect(door.letIn({ code: door.code }, HERE)).toMatchObject({ status: 429 });
    wait(100);
    expect(door.letIn({ code: door.code }, HERE)).toMatchObject({ role: 'follower' });
  });

  it.each([
    ['one address', () => HERE],
    ['a hundred addresses', (at: number) => `192.0.2.${at % 100}`],
    ['a network of IPv6', (at: number) => `2001:db8::${at.toString(16)}`],
  ])('lets thirty in who know the code while %s floods it', (_, addressOf) => {
    const { door, wait } = doorway();
    for (let pupil = 0; pupil < 30; pupil += 1) {
      for (let at = 0; at < 1_400; at += 1) {
        door.letIn({ code: 'WRONG' }, addressOf(at));
        if (at % 2) wait(1);
      }
      expect(door.letIn({ code: door.code }, `198.51.100.${pupil}`)).toMatchObject({ role: 'follower' });
    }
  });

  it('hears about fifty guesses a second, however many addresses they come from', () => {
    const { door, wait } = doorway();
    let heard = 0;
    for (let at = 0; at < 120_000; at += 1) {
      const answer = door.letIn({ code: 'WRONG' }, `192.0.2.${at % 200}`);
      if ('status' in answer && answer.status === 401) heard += 1;
      wait(1);
    }
    expect(heard).toBeLessThan(50 * 120 + 500);
  });

  it('hears about one guess a second from whoever tries codes without end', () => {
    const { door, wait } = doorway();
    let heard = 0;
    for (let time = 0; time < 3_600_000; time += 20) {
      const answer = door.letIn({ code: 'WRONG' }, HERE);
      if ('status' in answer && answer.status === 401) heard += 1;
      wait(20);
    }
    expect(heard).toBeLessThan(3_700);
  });
});

describe('wrong guesses', () => {
  it('never make anybody wait longer than a second, and are forgotten with time', () => {
    let now = 0;
    const guesses = new WrongGuesses(() => now);
    for (let guess = 0; guess < 1000; guess += 1) guesses.note(HERE);
    expect(guesses.isDeafTo(HERE)).toBe(true);
    now += 30_000;
    guesses.note(HERE);
    now += 1000;
    expect(guesses.isDeafTo(HERE)).toBe(false);
    now += 3_600_000;
    guesses.note(HERE);
    expect(guesses.isDeafTo(HERE)).toBe(false);
  });
});
