import { expect, it } from 'vitest';
import { whyNo } from '../fixtures/programs.ts';
import { Sandbox } from '../fixtures/sandbox.ts';
import { TmuxTerminal } from '../fixtures/tmux.ts';

const why = whyNo('tmux', 'tmux');

it.skipIf(why)(`a lesson fits a terminal of 80 columns${why ? `: ${why}` : ''}`, async () => {
  using sandbox = new Sandbox();
  using terminal = new TmuxTerminal(sandbox, ['lesson', 'start', '2']);
  const { status, before, after } = await terminal.ended();
  expect({ status, after }).toEqual({ status: 0, after: before });
  const { screen } = terminal;
  expect(screen).toContain('Further reading\n');
  // No word is cut in two by the edge.
  expect(screen).toContain('When you have it: learn-run lesson check ANSWER.\nFor a hint: learn-run lesson hint.\n');
  expect(screen).not.toMatch(/`|\*\*/);
});
