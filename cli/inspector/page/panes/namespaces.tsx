import type { OwnView } from '../../../../machines/facts.ts';
import { type NamespaceFact, namespacesOf } from '../model/process-facts.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { factNow } from '../store.ts';
import { held, PROCESS_COMES } from './process.tsx';

/** Which of its host's worlds the process shares, and which are its own. */
export function NamespacesPane() {
  if (held.value === undefined) return <NotYet>{PROCESS_COMES}</NotYet>;
  const { view, fact } = held.value;
  const all = namespacesOf(view, factNow('host')?.value as OwnView | undefined);
  const own = all.filter(({ isOwn }) => isOwn);
  return (
    <Scroll name="namespaces">
      <PaneHead title="Namespaces" badge={fact.badge}>
        {own.length} of {all.length} kinds are its own; the others it shares with its host.
      </PaneHead>
      <ul class="worlds">
        <li>
          <span class="world-name">the host</span>
          <span class="world-name">process {Number(view.pids.at(-1) ?? view.pid)} in the container</span>
        </li>
        {all.map((namespace) => (
          <li key={namespace.type}>
            {namespace.isOwn ? <Own namespace={namespace} /> : <Shared namespace={namespace} />}
          </li>
        ))}
      </ul>
      <p class="quiet">
        Two processes are in the same namespace if its numbers are the same: readlink /proc/PID/ns/TYPE shows them.
      </p>
    </Scroll>
  );
}

/** Two worlds of one kind, with a gap between them. */
const Own = ({ namespace: { type, flag, inode, hosts, holds } }: { readonly namespace: NamespaceFact }) => (
  <>
    <span class="world">
      <b>{visible(type)}</b>
      <span class="mono quiet">{visible(hosts ?? 'another one')}</span>
    </span>
    <span class="world own" title={flag}>
      <b>{visible(type)}</b>
      <span class="mono">{visible(inode)}</span>
      <span class="note">{holds}</span>
    </span>
  </>
);

/** One world on both sides. */
const Shared = ({ namespace: { type, flag, inode, holds } }: { readonly namespace: NamespaceFact }) => (
  <span class="world shared" title={flag}>
    <b>{visible(type)}</b>
    <span class="mono">{visible(inode)}</span>
    <span class="note">shared: {holds}</span>
  </span>
);
