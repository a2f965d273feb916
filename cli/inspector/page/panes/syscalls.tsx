import { useMemo, useState } from 'preact/hooks';
import { callMeaning, callName, refusalIn } from '../../../panes/kernel-calls.ts';
import { whole } from '../documents.ts';
import { kernelCalls, nextCall } from '../model/kernel-calls.ts';
import { count } from '../model/quantity.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Search } from '../parts/search.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { atMoment, head } from '../store.ts';

interface Row {
  readonly line: string;
  /** Counts from 1. */
  readonly number: number;
  /** True where init is only about to make it. */
  readonly isNext: boolean;
}

const rows = atMoment((chronicle, moment): Row[] => {
  const lines = kernelCalls(chronicle, moment, whole);
  const next = nextCall(chronicle, moment);
  return lines.map((line, at) => ({
    line,
    number: at + 1,
    isNext: next !== undefined && at === lines.length - 1,
  }));
});

/** What init asks of the kernel until it is the program: with arguments and results, as strace prints them. */
export function SyscallsPane() {
  const [search, setSearch] = useState('');
  const shown = useMemo(
    () => rows.value.filter(({ line }) => line.toLowerCase().includes(search.toLowerCase())),
    [rows.value, search],
  );
  if (rows.value.length === 0)
    return <NotYet>The system calls of init come with startInit, in containerCreation.</NotYet>;
  const refused = rows.value.filter(({ line }) => refusalIn(line) !== undefined).length;
  const isUnderWay = rows.value.at(-1)?.isNext === true;
  return (
    <div class="syscalls fill">
      <PaneHead title="System calls" badge={head.value?.badge}>
        {count(rows.value.length - (isUnderWay ? 1 : 0), 'call')}, {refused} refused. Init makes a world for the
        program, call by call, and then becomes the program.
      </PaneHead>
      <Search label="search in the system calls" value={search} onChange={setSearch} found={shown.length} />
      <VirtualList
        label="system calls"
        rows={shown}
        rowHeight={2.8}
        {...(isUnderWay && { current: shown.length - 1 })}
        rowClass={({ line }) => (refusalIn(line) === undefined ? '' : 'refused')}
        whole={({ line }) => (
          <>
            <span class="mono">{visible(line)}</span>
            <span class="note">{callMeaning(line)}</span>
          </>
        )}
        draw={(row) => <CallView row={row} />}
      />
    </div>
  );
}

function CallView({ row: { line, number, isNext } }: { readonly row: Row }) {
  const name = callName(line);
  return (
    <span class="call" title={visible(line)}>
      <span class="number quiet">{number}</span>
      <span class="call-text">
        <b>{visible(name)}</b>
        {visible(line.slice(name.length))}
        {isNext && <b class="next">comes next</b>}
        <span class="note">{callMeaning(line)}</span>
      </span>
    </span>
  );
}
