import { expect, it } from 'vitest';
import { copyToClipboard } from '../../../cli/terminal/clipboard.ts';
import { capturedOutput } from '../../fixtures/terminal.ts';

it('hands the text to the terminal as OSC 52 wants it, whatever is in it', () => {
  const terminal = capturedOutput();
  copyToClipboard('cat "ü" \u001b[2J', terminal);
  const text = terminal.text();
  const [start, end] = ['\u001b]52;c;', '\u0007'];
  expect([text.startsWith(start), text.endsWith(end)]).toEqual([true, true]);
  const data = text.slice(start.length, -end.length);
  expect(data).toMatch(/^[A-Za-z0-9+/=]+$/);
  expect(Buffer.from(data, 'base64').toString()).toBe('cat "ü" \u001b[2J');
});

it('sends no more than terminals take', () => {
  const terminal = capturedOutput();
  copyToClipboard('x'.repeat(1_000_000), terminal);
  expect(terminal.text().length).toBeLessThan(100_000);
});
