import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../cli/exit-code.ts';
import { stopOptions } from '../../../cli/options/stopping.ts';
import { terminalOptions } from '../../../cli/options/terminal.ts';
import { capturedIo, capturedOutput } from '../../fixtures/terminal.ts';

const pipes = capturedIo();
const terminal = {
  stdin: Object.assign(capturedIo().stdin, { isTTY: true }),
  stdout: capturedOutput({ columns: 132, rows: 50 }),
};

describe('terminalOptions', () => {
  it('takes the size of the terminal that the person looks at', () => {
    expect(terminalOptions({ tty: true, interactive: true }, terminal)).toEqual({
      tty: true,
      consoleSize: { height: 50, width: 132 },
    });
  });

  it('has no size where the output goes elsewhere', () => {
    const options = terminalOptions({ tty: true, interactive: true }, { ...terminal, stdout: pipes.stdout });
    expect(options).toEqual({ tty: true, consoleSize: undefined });
  });

  it('needs no keyboard where nobody types', () => {
    expect(terminalOptions({ tty: true }, pipes).tty).toBe(true);
    expect(terminalOptions({ interactive: true }, pipes).tty).toBe(false);
  });

  it("refuses to type on a terminal from a pipe, in docker's words and with docker's exit code", () => {
    for (const options of [{ interactive: true }, { attach: ['STDIN'] }] as const) {
      const mistake = () => terminalOptions({ tty: true, ...options }, pipes);
      expect(mistake).toThrow('the input device is not a TTY');
      try {
        mistake();
      } catch (error) {
        expect(exitCodeOf(error)).toBe(1);
      }
    }
  });
});

describe('stopOptions', () => {
  it('takes a signal by name or number, and seconds', () => {
    expect(stopOptions({ stopSignal: 'quit', stopTimeout: '3' })).toEqual({ stopSignal: 'quit', stopTimeout: 3 });
    expect(stopOptions({ stopTimeout: '-1' })).toEqual({ stopSignal: undefined, stopTimeout: -1 });
  });

  it('refuses a signal that there is not, and a time that is no number', () => {
    expect(() => stopOptions({ stopSignal: 'FOO' })).toThrow('Invalid signal: FOO');
    expect(() => stopOptions({ stopTimeout: 'soon' })).toThrow('invalid argument "soon" for "--stop-timeout"');
  });
});
