import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { chronicle, factNow, moment } from '../store.ts';

const KINDS: readonly (readonly [kind: string, what: string, where: string])[] = [
  ['mounts', 'mounts', '/proc/self/mountinfo'],
  ['processes', 'processes', '/proc'],
  ['cgroups', 'cgroups', '/sys/fs/cgroup'],
  ['network', 'network', 'its cable and address, or the process that carried it'],
  ['files', 'files', 'the directory of the container'],
];

/** The proof that nothing is left: where was looked, and what was found. */
export function CleanupPane() {
  const fact = factNow('leftovers');
  if (fact === undefined) return <NotYet>The proof comes last, with proveCleanup.</NotYet>;
  const found = fact.value as Readonly<Record<string, readonly string[]>>;
  const all = [
    // What a recording of an earlier learn-run did not look for is not said to be gone.
    ...KINDS.filter(([kind]) => Object.hasOwn(found, kind)),
    ...Object.keys(found)
      .filter((kind) => !KINDS.some(([known]) => known === kind))
      .map((kind) => [kind, kind, ''] as const),
  ];
  const steps = chronicle.of('evidence', moment.value).filter(({ evidence }) => evidence.step === 'deleteContainer');
  return (
    <Scroll name="cleanup">
      <PaneHead title="Cleanup" badge={fact.badge}>
        {steps.map(({ evidence }) => visible(evidence.sentence)).join(' ')}
      </PaneHead>
      <ul class="proof">
        {all.map(([kind, what, where]) => {
          const left = found[kind] ?? [];
          return (
            <li key={kind} class={left.length === 0 ? 'right' : 'wrong'}>
              <b>{visible(left.length === 0 ? `✓ no ${what} left` : `✗ ${left.length} ${what} left`)}</b>{' '}
              <span class="quiet">{where}</span>
              {left.length > 0 && <pre>{left.map(String).map(visible).join('\n')}</pre>}
            </li>
          );
        })}
      </ul>
    </Scroll>
  );
}
