import { factsOf, hasEnded, outputOf, type Story } from '../../machines/story.ts';
import { tracedLine } from '../../machines/traced-line.ts';
import { type CallTurn, callMeaning, linesUnderWay, refusalIn } from './kernel-calls.ts';
import { type Pane, paneOf } from './pane.ts';

const NOT_YET = 'Init makes its first call when the container is created. --step=syscall stops at each.';
const NOT_SEEN = 'Another runtime makes this container, and its kernel calls are not seen here: strace -f shows them.';

/** Every kernel call that init has made, as strace(1) would print it. */
export function syscallsPane(story: Story): Pane {
  const calls = factsOf(story, 'syscalls').flat();
  const lines = [...calls.map(tracedLine), ...linesUnderWay(turnsUnderWay(story))];
  const next = story.told.at(-1);
  const isWaiting = next?.kind === 'turn' && next.detail !== undefined;
  return paneOf({
    name: 'syscalls',
    title: 'kernel calls of init',
    badge: lines.length === 0 ? undefined : story.badge,
    document: lines.length === 0 ? undefined : lines,
    notes: isWaiting ? { [`/${lines.length - 1}`]: 'comes next' } : {},
    meanings: Object.fromEntries(lines.flatMap(meaningAt)),
    check: checksOf(story),
    nothing: story.request.runtime === undefined ? NOT_YET : NOT_SEEN,
  });
}

/** As long as it is held, somebody else may watch it go on. */
function checksOf(story: Story): string[] {
  const pid = outputOf(story, 'startInit')?.pid;
  return pid === undefined || hasEnded(story, 'startContainer') ? [] : [`strace -p ${pid}`];
}

function turnsUnderWay({ told }: Story): CallTurn[] {
  const last = told.findLastIndex((one) => one.kind === 'evidence' && one.evidence.facts.syscalls !== undefined);
  return told
    .slice(last + 1)
    .flatMap((one) => (one.kind === 'turn' && one.detail !== undefined ? [{ ...one, detail: one.detail }] : []));
}

function meaningAt(line: string, at: number): [string, string][] {
  const error = refusalIn(line);
  const parts = [callMeaning(line), error && `It failed with ${error}.`].filter(Boolean);
  return parts.length === 0 ? [] : [[`/${at}`, parts.join(' ')]];
}
