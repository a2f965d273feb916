import { canBreakAt, toggleBreakpoint } from './driving.ts';
import { openLesson } from './lesson-choice.ts';
import { stepsWithin } from './model/stoppable.ts';
import { Fact } from './parts/fact.tsx';
import { active, breakpoints, charts, isOver, lessons, link, path, role, selected } from './store.ts';

/** What the chart says about the state that was clicked on. */
export function StateCard() {
  const id = selected.value;
  const words = id === undefined ? undefined : charts.value.states[id];
  if (id === undefined || words === undefined) return null;
  const { description, spec, invokes, ways, key, machine } = words;
  const lesson = lessons.value.find((one) => one.id === words.lesson);
  return (
    <aside class="state-card" aria-label={`the state ${key}`}>
      <div class="card-head">
        <h2>
          <span class="quiet">{machine} › </span>
          {key}
        </h2>
        <Breakpoint state={id} />
        <button type="button" class="small" aria-label="close" onClick={() => (selected.value = undefined)}>
          ×
        </button>
      </div>
      <p>{description}</p>
      <dl class="facts">
        <Fact name="now">{whereItIs(id)}</Fact>
        {invokes.length > 0 && <Fact name="asks for">{invokes.join(', ')}</Fact>}
        {ways.length > 0 && (
          <Fact name="leads to">
            {ways.map(({ words: when, target }, at) => (
              <span key={at} class={path.value.taken.has(`${id}→${target}`) ? 'way took' : 'way'}>
                {when} → {target === '' ? 'stays' : (target.split('.').at(-1) ?? target)}
              </span>
            ))}
          </Fact>
        )}
        {spec !== undefined && <Fact name="the rule">{spec}</Fact>}
        {lesson !== undefined && (
          <Fact name="lesson">
            <button type="button" class="link" onClick={() => openLesson(lesson.id)}>
              {lesson.number}. {lesson.title}
            </button>
          </Fact>
        )}
      </dl>
    </aside>
  );
}

function whereItIs(id: string): string {
  const visits = path.value.visits.get(id) ?? 0;
  const often = visits > 1 ? `, entered ${visits} times so far` : '';
  if (active.value.has(id)) return `active${often}`;
  if (path.value.failed.has(id)) return `something failed here${often}`;
  return visits > 0 ? `gone through${often}` : 'not entered';
}

function Breakpoint({ state }: { readonly state: string }) {
  if (role.value !== 'driver' || link.value !== 'open' || isOver.value) return null;
  const isSet = breakpoints.value.has(state);
  const why =
    stepsWithin(state).length === 0 ? 'Nothing is done in this state, so a run never waits in it.' : undefined;
  return (
    <button
      type="button"
      aria-pressed={isSet}
      disabled={!canBreakAt(state)}
      title={why}
      aria-keyshortcuts="p"
      onClick={() => toggleBreakpoint(state)}
    >
      {isSet ? 'Stops here' : 'Stop here'} <kbd>p</kbd>
    </button>
  );
}
