import { CAPABILITY_SETS, capabilitiesOf } from '../model/capability-facts.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { held, PROCESS_COMES } from './process.tsx';

/** The pieces of root's power, and which of them the process has. */
export function CapabilitiesPane() {
  if (held.value === undefined) return <NotYet>{PROCESS_COMES}</NotYet>;
  const { view, fact } = held.value;
  const all = capabilitiesOf(view.capabilities);
  const own = all.filter(({ sets }) => sets.length > 0);
  return (
    <Scroll name="capabilities">
      <PaneHead title="Capabilities" badge={fact.badge}>
        {own.length} of {all.length}: the others it does not have, and can never get.
        {view.noNewPrivileges ? ' No program that it starts can get more (no_new_privs).' : ''}
      </PaneHead>
      <table>
        <thead>
          <tr>
            <th scope="col">capability</th>
            {CAPABILITY_SETS.map((set) => (
              <th key={set} scope="col" class="set" title={set}>
                <abbr title={set}>{set.slice(0, 3)}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.map(({ name, sets, allows, isDefault }) => (
            <tr key={name} class={sets.length > 0 ? 'has' : 'lacks'}>
              <th scope="row">
                {visible(name)}{' '}
                {isDefault !== sets.length > 0 && <span class="option">{isDefault ? 'dropped' : 'added'}</span>}
                <span class="note block">{allows}</span>
              </th>
              {CAPABILITY_SETS.map((set) => (
                <td key={set} class="set">
                  {sets.includes(set) ? '●' : <span class="quiet">·</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
