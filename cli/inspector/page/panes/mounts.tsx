import { mountsOf } from '../model/process-facts.ts';
import { count } from '../model/quantity.ts';
import { visible } from '../model/visible.ts';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { held, PROCESS_COMES } from './process.tsx';

/** What is mounted in the container's mount namespace, and what for. */
export function MountsPane() {
  if (held.value === undefined) return <NotYet>{PROCESS_COMES}</NotYet>;
  const { view, fact } = held.value;
  const mounts = mountsOf(view);
  return (
    <Scroll name="mounts">
      <PaneHead title="Mounts" badge={fact.badge}>
        {count(mounts.length, 'mount')} that only the container sees: they go with its mount namespace.
      </PaneHead>
      <table>
        <thead>
          <tr>
            <th scope="col">where</th>
            <th scope="col">what</th>
            <th scope="col">how</th>
          </tr>
        </thead>
        <tbody>
          {mounts.map(({ target, type, options, source, purpose }, at) => (
            <tr key={at}>
              <th scope="row" class="mono">
                {visible(target)}
                <span class="note block">{purpose}</span>
              </th>
              <td class="mono">
                {visible(type)} <span class="quiet">{source === type ? '' : visible(source)}</span>
              </td>
              <td>
                {options.map((option, index) => (
                  <span key={index} class={`option ${option === 'ro' ? 'ro' : ''}`}>
                    {visible(option)}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
