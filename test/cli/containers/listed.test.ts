import { describe, expect, it } from 'vitest';
import { listed } from '../../../cli/containers/listed.ts';
import type { ContainerState } from '../../../engine/store/container-state.ts';

/** What ps says of the command of a container that has not begun. */
function shownCommand(command: readonly string[] | undefined, trunc = false): string {
  const state = { id: 'a'.repeat(64), createdAt: '2026-01-01T00:00:00.000Z', image: { name: '' }, command };
  return listed(state as unknown as ContainerState, { trunc, now: Date.UTC(2026, 0, 1) }).Command;
}

describe('a container in a list', () => {
  it.each([
    ['words', ['sleep', '60'], '"sleep 60"'],
    ['an argument with a blank', ['sh', '-c', 'echo hi'], `"sh -c 'echo hi'"`],
    ['a path with a blank, which docker leaves as it is', ['/my program', 'x'], '"/my program x"'],
    ['an argument of nothing', ['echo', '', 'x'], '"echo  x"'],
    ['quotes in an argument', ['sh', '-c', 'echo "a"'], `"sh -c 'echo \\"a\\"'"`],
    ['no command', undefined, '""'],
  ])('shows %s in docker’s words', (_, command, shown) => {
    expect(shownCommand(command)).toBe(shown);
  });

  it('shows the beginning of a long command', () => {
    expect(shownCommand(['sh', '-c', 'while true; do :; done'], true)).toBe(`"sh -c 'while true; …"`);
  });
});
