import { describe, expect, it } from 'vitest';
import { ClassDoor } from '../../../../cli/inspector/share/class-door.ts';
import { WrongGuesses } from '../../../../cli/inspector/share/wrong-guesses.ts';

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
      expect(door.letIn({ code: typed })).toMatchObject({ role: 'follower' });
    const { key } = door.letIn({ code: door.code }) as { key: string };
    expect(door.roleOf(`Bearer ${key}`)).toBe('follower');
  });

  it('lets in nobody else', () => {
    const { door } = doorway();
    for (const code of ['', 'BCDFGH', `${door.code}B`, door.code.slice(1), [door.code], { code: door.code }, null, 1])
      expect(door.letIn({ code })).toMatchObject({ status: 401 });
    expect(door.letIn({ token: door.code })).toMatchObject({ status: 401 });
    for (const authorization of [undefined, '', 'Bearer ', `Bearer ${door.code}`, door.code])
      expect(door.roleOf(authorization)).toBeUndefined();
    expect(door.invite()).toBeUndefined();
  });

  it('says so where it is full, to those who know the code alone', () => {
    const { door } = doorway(() => true);
    expect(door.letIn({ code: door.code })).toMatchObject({ status: 503 });
    expect(door.letIn({ code: 'BCDFGH' })).toMatchObject({ status: 401 });
  });

  it('is not closed by thirty who know the code, nor by some of them who mistype it', () => {
    const { door } = doorway();
    for (let pupil = 0; pupil < 30; pupil += 1) {
      if (pupil % 2) door.letIn({ code: 'WRNG' });
      expect(door.letIn({ code: door.code })).toMatchObject({ role: 'follower' });
    }
  });

  it('listens to nobody for a moment once too many codes were wrong, and then to everybody again', () => {
    const { door, wait } = doorway();
    for (let guess = 0; guess < 21; guess += 1)
      expect(door.letIn({ code: `G${guess}` })).toMatchObject({ status: 401 });
    expect(door.letIn({ code: door.code })).toMatchObject({ status: 429 });
    wait(100);
    expect(door.letIn({ code: door.code })).toMatchObject({ role: 'follower' });
  });

  it('hears about one guess a second from whoever tries codes without end', () => {
    const { door, wait } = doorway();
    let heard = 0;
    for (let time = 0; time < 3_600_000; time += 20) {
      const answer = door.letIn({ code: 'WRONG' });
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
    for (let guess = 0; guess < 1000; guess += 1) guesses.note();
    expect(guesses.isDeaf).toBe(true);
    now += 1000;
    expect(guesses.isDeaf).toBe(false);
    now += 3_600_000;
    guesses.note();
    expect(guesses.isDeaf).toBe(false);
  });
});
