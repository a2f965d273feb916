import { LIFECYCLE, type LifecycleState } from '../../../machines/steps.ts';
import { openState } from './chart.tsx';
import { Drawing } from './drawing.tsx';
import { active, breakpoints, path } from './store.ts';

/** The six states at a glance: where the run is on its way from a name to an exit code. */
export const Strip = () => (
  <nav class="strip" aria-label="the six states">
    <div class="roomy-only">
      <Drawing scene="glance" label="the six states at a glance" follows={false} onChoose={openState} />
    </div>
    <ol class="stations tight-only">
      {LIFECYCLE.map((name) => (
        <li key={name}>
          <Station name={name} />
        </li>
      ))}
    </ol>
  </nav>
);

/** Where a drawing would be too small to be read: on a phone, on a projector. */
function Station({ name }: { readonly name: LifecycleState }) {
  const state = stateOf(name);
  const looks = looksOf(state);
  return (
    <button
      type="button"
      class={looks.join(' ')}
      data-lifecycle={name}
      aria-current={looks.includes('on') ? 'step' : undefined}
      onClick={() => openState(state)}
    >
      {humps(name)}
      {looks.includes('failed') && <span class="sign"> ✗</span>}
      {breakpoints.value.has(state) && <span class="sign"> ⏸</span>}
    </button>
  );
}

/** May be broken before each capital, on a phone. */
const humps = (name: string) =>
  name.split(/(?=[A-Z])/).map((part, at) => (at === 0 ? part : [<wbr key={part} />, part]));

const stateOf = (name: LifecycleState) =>
  name === 'containerExecution' || name === 'outputDisplay' ? `run.containerRunning.${name}` : `run.${name}`;

function looksOf(state: string): string[] {
  const { visits, failed } = path.value;
  const look = active.value.has(state) ? ['on'] : visits.has(state) ? ['was'] : [];
  return failed.has(state) ? [...look, 'failed'] : look;
}
