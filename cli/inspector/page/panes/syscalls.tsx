import { computed } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import { whole } from '../documents.ts';
import { count } from '../model/quantity.ts';
import { type Call, callText, isRefused, syscallMeaning } from '../model/syscall-words.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Search } from '../parts/search.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { factNow, moment, story } from '../store.ts';

interface Row {
  readonly call: Call;
  readonly step: string;
}

const rows = computed<Row[]>(() => {
  return story()
    .facts('syscalls', moment.value)
    .flatMap(({ value, step }) => {
      const calls = whole(value);
      return Array.isArray(calls) ? (calls as unknown as Call[]).map((call) => ({ call, step })) : [];
    });
});

/** What init asks of the kernel until it is the program: with arguments and results, as strace prints them. */
export function SyscallsPane() {
  const [search, setSearch] = useState('');
  const shown = useMemo(
    () => rows.value.filter(({ call }) => callText(call).toLowerCase().includes(search.toLowerCase())),
    [rows.value, search],
  );
  if (rows.value.length === 0)
    return <NotYet>The system calls of init come with startInit, in containerCreation.</NotYet>;
  const refused = rows.value.filter(({ call }) => isRefused(call)).length;
  return (
    <div class="syscalls fill">
      <PaneHead title="System calls" badge={factNow('syscalls')?.badge}>
        {count(rows.value.length, 'call')}, {refused} refused. Init makes a world for the program, call by call, and
        then becomes the program.
      </PaneHead>
      <Search label="search in the system calls" value={search} onChange={setSearch} found={shown.length} />
      <VirtualList
        label="system calls"
        rows={shown}
        rowHeight={2.6}
        rowClass={({ call }) => (isRefused(call) ? 'refused' : '')}
        whole={({ call }) => (
          <>
            <span class="mono">{visible(callText(call))}</span>
            <span class="note">{syscallMeaning(call.name)}</span>
          </>
        )}
        draw={({ call }, index) => (
          <span class="call" title={visible(callText(call))}>
            <span class="number quiet">{index + 1}</span>
            <span class="call-text">
              <b>{visible(call.name)}</b>({visible(call.args.join(', '))}) = {visible(call.result)}
              <span class="note">{syscallMeaning(call.name)}</span>
            </span>
          </span>
        )}
      />
    </div>
  );
}
