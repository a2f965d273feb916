import { closeSync, constants, openSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containerDisplay } from '../../../cli/terminal/container-display.ts';
import { rawSettings } from '../../../cli/terminal/raw-mode.ts';
import { linuxSyscalls } from '../../../engine/syscall/linux.ts';

const terminal = { resize() {}, leave() {} };
const sinks = { stdout: async () => true, stderr: async () => true };
/** One end of a real terminal, in the place of a person's own. */
let fd: number;

beforeEach(() => {
  fd = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
});
afterEach(() => closeSync(fd));

const display = () => containerDisplay({ sinks, stdin: Object.assign(new PassThrough(), { isTTY: true, fd }) });
const streams = (stdin: PassThrough | undefined) => ({
  stdin,
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  terminal,
});

describe('the terminal of a person who looks at that of a container', () => {
  it('hands each key on while the container reads, and is put back', async () => {
    const before = linuxSyscalls().tcgetattr(fd);
    const shown = display();
    await shown.attach(streams(new PassThrough()));
    expect(linuxSyscalls().tcgetattr(fd)).toEqual(rawSettings(before));
    shown.close();
    expect(linuxSyscalls().tcgetattr(fd)).toEqual(before);
  });

  it('keeps its Ctrl-C where the container reads nothing', async () => {
    const before = linuxSyscalls().tcgetattr(fd);
    const shown = display();
    await shown.attach(streams(undefined));
    expect(linuxSyscalls().tcgetattr(fd)).toEqual(before);
    shown.close();
  });
});

describe('a terminal that is shown', () => {
  const carried = async (canHandOver: boolean) => {
    const shown = display();
    const container = { ...streams(new PassThrough()), canHandOver: Promise.resolve(canHandOver) };
    const carrying = shown.carry(container, () => {});
    await new Promise(setImmediate);
    const isLeft = shown.leave();
    for (const stream of [container.stdout, container.stderr]) stream.end();
    await carrying;
    return [isLeft, shown.leave()];
  };

  it('is let go of while it is shown, where that can be', async () => {
    expect(await carried(true)).toEqual([true, false]);
    expect(await carried(false)).toEqual([false, false]);
  });
});
