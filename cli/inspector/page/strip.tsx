import { LIFECYCLE, type LifecycleState } from '../../../machines/steps.ts';
import { openState } from './chart.tsx';
import { Drawing } from './drawing.tsx';
import { active, path } from './store.ts';

/** The six states at a glance: where the run is on its way from a name to an exit code. */
export const Strip = () => (
  <nav class="strip" aria-label="the six states">
    <div class="wide-only">
      <Drawing scene="glance" label="the six states at a glance" follows={false} onChoose={openState} />
    </div>
    <ol class="stations narrow-only">
      {LIFECYCLE.map((name) => (
        <li key={name}>
          <button type="button" class={lookOf(name)} data-lifecycle={name} onClick={() => openState(stateOf(name))}>
            {humps(name)}
          </button>
        </li>
      ))}
    </ol>
  </nav>
);

/** May be broken before each capital, on a phone. */
const humps = (name: string) =>
  name.split(/(?=[A-Z])/).map((part, at) => (at === 0 ? part : [<wbr key={part} />, part]));

const stateOf = (name: LifecycleState) =>
  name === 'containerExecution' || name === 'outputDisplay' ? `run.containerRunning.${name}` : `run.${name}`;

function lookOf(name: LifecycleState): string {
  const state = stateOf(name);
  if (active.value.has(state)) return 'on';
  return path.value.visits.has(state) ? 'was' : '';
}
