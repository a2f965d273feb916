import type { InsideView } from '../../../../engine/inside-view.ts';
import type { OwnView, ProgramFact } from '../../../../machines/facts.ts';
import { processAt, twoViews } from '../model/process-facts.ts';
import { visible } from '../model/visible.ts';
import { Command } from '../parts/command.tsx';
import { NotYet, PaneHead } from '../parts/pane-head.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { atMoment, factNow } from '../store.ts';

export const held = atMoment(processAt);

export const PROCESS_COMES = 'The process comes with startInit, in containerCreation.';

/** One process, seen from the host and from inside. */
export function ProcessPane() {
  if (held.value === undefined) return <NotYet>{PROCESS_COMES}</NotYet>;
  const { view, fact } = held.value;
  const config = factNow('config.json')?.value as { readonly hostname?: string } | undefined;
  const program = factNow('program')?.value as ProgramFact | undefined;
  const surroundings = {
    hostname: config?.hostname,
    inside: factNow('inside')?.value as InsideView | undefined,
    host: factNow('host')?.value as OwnView | undefined,
  };
  return (
    <Scroll name="process">
      <PaneHead title={`Process ${Number(view.pid)}`} badge={fact.badge}>
        {fact.step === 'startInit'
          ? 'Held right before execve: everything around it is as the program will have it.'
          : 'The program, as it was right after execve.'}{' '}
        State {visible(view.state)}.
      </PaneHead>
      <table class="two-views">
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col">seen from the host</th>
            <th scope="col">seen from inside</th>
          </tr>
        </thead>
        <tbody>
          {twoViews(view, surroundings).map(({ what, host, inside, why }) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td class="mono">{visible(host)}</td>
              <td class="mono">
                {visible(inside)}
                <span class="note block">{visible(why)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {program !== undefined && <Program program={program} />}
      <h3>What it has open</h3>
      <dl class="facts mono">
        {Object.entries(view.openFiles).map(([number, target]) => (
          <div key={number}>
            <dt>{visible(number)}</dt>
            <dd>{visible(target)}</dd>
          </div>
        ))}
      </dl>
      <h3>Look for yourself, while it is there</h3>
      <Command line={`cat /proc/${view.pid}/status`} />
      <Command line={`ls -l /proc/${view.pid}/ns /proc/${view.pid}/fd`} />
      <Command line={`nsenter --target ${view.pid} --all`} />
    </Scroll>
  );
}

/** What execve has made of the process. */
const Program = ({ program: { executable, commandLine, environment } }: { readonly program: ProgramFact }) => (
  <>
    <h3>What execve has made of it</h3>
    <dl class="facts mono">
      <div>
        <dt>program</dt>
        <dd>{visible(executable ?? '(a file that is gone)')}</dd>
      </div>
      <div>
        <dt>arguments</dt>
        <dd>{visible(commandLine.join(' '))}</dd>
      </div>
    </dl>
    <h3>Its environment</h3>
    <pre class="text">{visible((environment ?? ['(cannot be read)']).join('\n'))}</pre>
  </>
);
