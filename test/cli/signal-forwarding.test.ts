import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SignalForwarding } from '../../cli/signal-forwarding.ts';

let told: unknown[];
let clock: number;
let end: () => void;
let forwarding: SignalForwarding;

/** A container that writes down what it is told. */
function recipient() {
  const ended = Promise.withResolvers<{ code: number; signal: undefined }>();
  end = () => ended.resolve({ code: 0, signal: undefined });
  return {
    kill: (signal: NodeJS.Signals | number) => void told.push(signal),
    stop: async () => void told.push('stop'),
    stopTimeout: 10_000,
    exited: ended.promise,
  };
}

beforeEach(() => {
  told = [];
  clock = 0;
  forwarding = new SignalForwarding(() => clock);
});
afterEach(async () => {
  end?.();
  await Promise.resolve();
});

describe('SignalForwarding', () => {
  it('has nobody to hand a signal to before the program runs', () => {
    expect(forwarding.forward('SIGTERM')).toBe(false);
  });

  it('hands on what the process gets, and no longer than the program runs', async () => {
    const before = process.listenerCount('SIGUSR2');
    forwarding.begin(recipient());
    process.emit('SIGUSR2', 'SIGUSR2');
    expect(forwarding.forward('SIGTERM')).toBe(true);
    expect(forwarding.forward('SIGTERM')).toBe(true);
    expect(told).toEqual(['SIGUSR2', 'SIGTERM', 'SIGTERM']);
    end();
    await Promise.resolve();
    expect(process.listenerCount('SIGUSR2')).toBe(before);
    expect(forwarding.forward('SIGTERM')).toBe(false);
  });

  it.each(['SIGCHLD', 'SIGPIPE', 'SIGURG', 'SIGSEGV'] as const)('does not listen to %s', (signal) => {
    const before = process.listenerCount(signal);
    forwarding.begin(recipient());
    expect(process.listenerCount(signal)).toBe(before);
  });

  it('hands on the first Ctrl-C, stops at the second and kills at the third', () => {
    forwarding.begin(recipient());
    for (let press = 0; press < 3; press++) forwarding.forward('SIGINT');
    expect(told).toEqual(['SIGINT', 'stop', 'SIGKILL']);
  });

  it('takes a Ctrl-C that comes later than stopping may take for a first one', () => {
    forwarding.begin(recipient());
    forwarding.forward('SIGINT');
    clock += 10_001;
    forwarding.forward('SIGINT');
    expect(told).toEqual(['SIGINT', 'SIGINT']);
  });
});
