import type { Json } from '../../machines/evidence.ts';
import { evidenceOf, hasEnded, outputOf, type Story } from '../../machines/story.ts';
import { CALLS } from './meanings/syscalls.ts';
import { type Pane, paneOf } from './pane.ts';

/** @see TracedCall of engine/stub/traced-call.ts */
interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly result: string;
}

const NOT_YET = 'Init makes its first call when the container is created. --step=syscall stops at each.';
const NOT_SEEN = 'Another runtime makes this container, and its kernel calls are not seen here: strace -f shows them.';

/** Every kernel call that init has made, as strace(1) would print it. */
export function syscallsPane(story: Story): Pane {
  const calls = tracedCalls(story);
  const lines = [...calls.map(lineOf), ...underWay(story)];
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

function tracedCalls(story: Story): Call[] {
  return evidenceOf(story).flatMap(({ facts }) => (facts.syscalls ?? []) as unknown as readonly Call[]);
}

const lineOf = ({ name, args, result }: Call) => `${name}(${args.join(', ')}) = ${result}`;

/** While init is still at it: each call, with the result that was told with the next one. */
function underWay({ told }: Story): string[] {
  const last = told.findLastIndex((one) => one.kind === 'evidence' && one.evidence.facts.syscalls !== undefined);
  const turns = told.slice(last + 1).flatMap((one) => (one.kind === 'turn' && one.detail !== undefined ? [one] : []));
  return turns.map(({ detail }, at) => turns[at + 1]?.answered ?? detail!);
}

function meaningAt(line: Json, at: number): [string, string][] {
  const text = typeof line === 'string' ? line : '';
  const [name = ''] = /^[^(]*/.exec(text) ?? [];
  const meaning = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  const errors = / = (E[A-Z0-9]+)$/.exec(text);
  const failed = errors === null ? '' : ` It failed with ${errors[1]}.`;
  return meaning === undefined && failed === '' ? [] : [[`/${at}`, `${meaning ?? ''}${failed}`.trim()]];
}
