import { printable } from '../../../engine/image/printable.ts';
import { type Frame, pageOn, paneOn, type ViewState } from './state.ts';
import { cut, wrap } from './text.ts';

/** The command lines for what is on the screen: first those of the pane, then those of what just happened. */
export function commandsOn(state: ViewState, frame: Pick<Frame, 'lessonOf'>): readonly string[] {
  const happened = pageOn(state)?.justHappened.flatMap(({ check }) => check) ?? [];
  return [...new Set([...paneOn(state, frame).check, ...happened])];
}

/** The commands in full, one of which is under the cursor. */
export function commandsScreen(state: ViewState, frame: Frame): string[] {
  const { columns, rows, palette } = frame;
  const blocks = commandsOn(state, frame).map((line, at) => blockOf(line, at === state.command, frame));
  const heading = ` ${palette.heading(cut('CHECK IT YOURSELF, IN ANOTHER TERMINAL', columns - 2))}`;
  if (blocks.length === 0) return [heading, '', ' There is nothing to check at this stop.'];
  const note = wrap('y copies the marked one, if your terminal lets programs use the clipboard (OSC 52).', columns - 2);
  const room = rows - 5 - note.length;
  return [heading, '', ...around(blocks, state.command, room), '', ...note.map((line) => ` ${palette.quiet(line)}`)];
}

function blockOf(line: string, isHere: boolean, { columns, palette }: Frame): string[] {
  const lines = wrap(printable(line, 4096), columns - 4);
  return lines.map((part, at) =>
    isHere ? `${at === 0 ? '›' : ' '} ${palette.cursor(part)}` : `  ${at === 0 ? palette.key(part) : part}`,
  );
}

/** As many blocks as fit, the chosen one among them. */
function around(blocks: readonly (readonly string[])[], chosen: number, room: number): string[] {
  let from = 0;
  const height = (start: number) => blocks.slice(start, chosen + 1).reduce((sum, { length }) => sum + length, 0);
  while (from < chosen && height(from) > room) from += 1;
  return blocks.slice(from).flat().slice(0, room);
}
