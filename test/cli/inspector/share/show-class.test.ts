import { describe, expect, it, onTestFinished } from 'vitest';
import { Journal } from '../../../../cli/inspector/journal.ts';
import { Classroom } from '../../../../cli/inspector/share/classroom.ts';
import type { OwnAddress } from '../../../../cli/inspector/share/own-address.ts';
import { showClass } from '../../../../cli/inspector/share/show-class.ts';
import { capturedOutput } from '../../../fixtures/terminal.ts';

const DOCKER: OwnAddress = { address: '172.17.0.1', device: 'docker0', isLoopback: false };

async function classroom(others: readonly OwnAddress[] = []) {
  const archive = { layer: async () => undefined, blob: async () => undefined };
  const subject = { journal: new Journal(), assets: {}, archive };
  const open = await Classroom.open(subject, { address: '127.0.0.1', port: 0, device: 'wlan0', others });
  onTestFinished(() => open.close());
  return open;
}

const shown = async (terminal?: { columns: number; rows: number }, isPlain = false) => {
  const [open, stderr] = [await classroom(), capturedOutput(terminal)];
  showClass(open, { stderr }, isPlain);
  return { text: stderr.text(), lines: `Class: ${open.address}\nCode:  ${open.code}\n`, link: open.link };
};

describe('the way in for a class, on a terminal', () => {
  it('is an address and a code, a line each, and a picture where there is room for it', async () => {
    const { text, lines, link } = await shown({ columns: 80, rows: 24 });
    expect(text.endsWith(lines)).toBe(true);
    expect(text).toMatch(/█▀|▀█/);
    expect(text.split('\n').length).toBeLessThanOrEqual(24);
    expect(text).not.toContain(link);
  });

  it.each([
    ['in a pipe', undefined, false],
    ['on a narrow terminal', { columns: 30, rows: 40 }, false],
    ['on a low terminal', { columns: 80, rows: 20 }, false],
    ['for screen readers', { columns: 80, rows: 24 }, true],
  ])('is no picture %s', async (_, terminal, isPlain) => {
    const { text, lines } = await shown(terminal, isPlain);
    expect(text).toBe(lines);
  });

  it('names the address that was chosen, where there are several', async () => {
    const stderr = capturedOutput();
    showClass(await classroom([DOCKER]), { stderr });
    expect(stderr.text()).toContain('That is wlan0. --share=ADDRESS takes another: 172.17.0.1 (docker0).\n');
  });
});
