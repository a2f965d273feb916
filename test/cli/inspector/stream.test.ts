import type { ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Journal } from '../../../cli/inspector/journal.ts';
import { sendStory } from '../../../cli/inspector/stream.ts';

const END = { kind: 'end', ending: '', exitCode: 0, error: null } as const;

/** A page that reads one piece each time it is told to. */
class SlowPage extends Writable {
  readonly got: string[] = [];
  #read: () => void = () => {};

  writeHead(): void {}
  flushHeaders(): void {}

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.#read = () => {
      this.got.push(chunk.toString());
      done();
    };
  }

  read(): void {
    this.#read();
  }
}

it('I14: keeps little for a page that does not read, never waits for it, and loses nothing for it', async () => {
  const journal = new Journal();
  const page = new SlowPage();
  onTestFinished(() => void page.destroy());
  sendStory(journal, 0, page as unknown as ServerResponse, () => {});
  for (let line = 0; line < 100; line += 1)
    journal.tell({ kind: 'end', ending: 'x'.repeat(100_000), exitCode: 0, error: null });
  expect(journal.length).toBe(100);
  expect(page.writableLength).toBeLessThan(700_000);
  while (page.got.length < 100) {
    page.read();
    await new Promise((resolve) => setImmediate(resolve));
    expect(page.writableLength).toBeLessThan(700_000);
  }
  expect(page.got.map((text) => (JSON.parse(text) as { sequence: number }).sequence)).toEqual([...Array(100).keys()]);
});

it('forgets a page that has gone', async () => {
  const journal = new Journal();
  const page = new SlowPage();
  const closed = new Promise<void>((resolve) => {
    sendStory(journal, 0, page as unknown as ServerResponse, resolve);
  });
  page.destroy();
  await closed;
  journal.tell({ kind: 'end', ending: 'after', exitCode: 0, error: null });
  expect(page.writableLength).toBe(0);
});

it('ends for a page that reads slowly only when that has been sent everything', async () => {
  const journal = new Journal();
  const page = new SlowPage();
  onTestFinished(() => void page.destroy());
  for (let line = 0; line < 20; line += 1) journal.tell({ ...END, ending: 'x'.repeat(100_000) });
  const stream = sendStory(journal, 0, page as unknown as ServerResponse, () => {});
  stream.end();
  while (!page.writableFinished) {
    page.read();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(page.got).toHaveLength(20);
});

it('gives up a page that has read nothing for a minute, and adds nothing to what waits for it', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const journal = new Journal();
  const [silent, reader] = [new SlowPage(), new SlowPage()];
  for (const page of [silent, reader]) sendStory(journal, 0, page as unknown as ServerResponse, () => {});
  journal.tell(END);
  reader.read();
  const waiting = silent.writableLength;
  vi.advanceTimersByTime(55_000);
  reader.read();
  expect([silent.destroyed, silent.writableLength]).toEqual([false, waiting]);
  vi.advanceTimersByTime(20_000);
  expect([silent.destroyed, reader.destroyed]).toEqual([true, false]);
});
