import { describe, expect, it } from 'vitest';
import { enterRawMode, rawSettings } from '../../../cli/terminal/raw-mode.ts';

/** What `stty sane` gives: icrnl ixon, opost onlcr, cs8, isig icanon iexten echo. */
const SANE = Buffer.alloc(36);
SANE.writeUInt32LE(0o2400, 0);
SANE.writeUInt32LE(0o5, 4);
SANE.writeUInt32LE(0o277, 8);
SANE.writeUInt32LE(0o105073, 12);

/** A terminal with these settings, which notes what it is told to have. */
function saneTerminal() {
  const set: [fd: number, settings: Buffer][] = [];
  return {
    syscalls: { tcgetattr: () => SANE, tcsetattr: (fd: number, settings: Buffer) => void set.push([fd, settings]) },
    set,
  };
}

describe('rawSettings', () => {
  it('turns off whatever changes, holds back or answers a byte, in both directions', () => {
    const raw = rawSettings(SANE);
    expect(raw.readUInt32LE(0)).toBe(0);
    expect(raw.readUInt32LE(4) & 1).toBe(0);
    expect(raw.readUInt32LE(8) & 0o60).toBe(0o60);
    expect(raw.readUInt32LE(12) & 0o100113).toBe(0);
  });

  it('waits for one byte, and no time', () => {
    expect([...rawSettings(SANE).subarray(17 + 5, 17 + 7)]).toEqual([0, 1]);
  });

  it('leaves the settings that it was given as they are', () => {
    const given = Buffer.from(SANE);
    rawSettings(given);
    expect(given).toEqual(SANE);
  });
});

describe('enterRawMode', () => {
  it('puts back exactly what was there, once', () => {
    const { syscalls, set } = saneTerminal();
    const leave = enterRawMode(syscalls, 0);
    leave();
    leave();
    expect(set).toEqual([
      [0, rawSettings(SANE)],
      [0, SANE],
    ]);
  });

  it('is left at the end of the process, however that comes, and listens no longer than needed', () => {
    const { syscalls, set } = saneTerminal();
    const before = process.listeners('exit');
    enterRawMode(syscalls, 0);
    const [added] = process.listeners('exit').filter((listener) => !before.includes(listener));
    added!(0);
    expect(set.at(-1)).toEqual([0, SANE]);
    expect(process.listeners('exit')).toEqual(before);
  });

  it('does not mind a terminal that has hung up', () => {
    let hasHungUp = false;
    const tcsetattr = () => {
      if (hasHungUp) throw Object.assign(new Error('i/o error'), { code: 'EIO' });
    };
    const leave = enterRawMode({ tcgetattr: () => SANE, tcsetattr }, 0);
    hasHungUp = true;
    expect(leave).not.toThrow();
  });
});
