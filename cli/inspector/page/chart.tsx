import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Drawings } from './messages.ts';
import { path, places } from './story.ts';

/** The chart that the person wants to see; undefined shows the innermost one that is at work. */
const chosen = signal<string | undefined>(undefined);

/** A chart with its active states lit, the path that was taken, and the arrows that may be next. */
export function Chart({ drawings }: { readonly drawings: Drawings }) {
  const holder = useRef<HTMLDivElement>(null);
  const machine = chosen.value ?? liveMachine();
  const active = activeIn(machine);
  const open = chapterOf(active, drawings[machine] ?? {});
  useEffect(() => show(holder.current!, drawings[machine]?.[open]), [machine, open]);
  useEffect(() => light(holder.current!, active), [machine, open, active, path.value]);
  return (
    <section class="chart" aria-label="the statechart">
      <nav>
        {Object.keys(drawings).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={name === machine}
            onClick={() => (chosen.value = chosen.value === name ? undefined : name)}
          >
            {name}
            {activeIn(name).size > 0 ? ' ●' : ''}
          </button>
        ))}
      </nav>
      <div class="drawing" ref={holder} />
    </section>
  );
}

/** The chart in which the work is done: while `run` waits for another one, that one. */
function liveMachine(): string {
  const active = activeIn('run');
  if (active.has('run.imageCheck.pulling')) return 'pull';
  return active.has('run.containerCreation') ? 'container' : 'run';
}

function activeIn(machine: string): Set<string> {
  return new Set(
    [...places.value.values()].filter((place) => place.machine === machine).flatMap(({ active }) => active),
  );
}

/** The chapter in which the run is, where the drawing has one. */
const chapterOf = (active: ReadonlySet<string>, ways: Readonly<Record<string, string>>) =>
  Object.keys(ways).find((chapter) => [...active].some((id) => id.split('.')[1] === chapter)) ?? '';

/** Our own drawing, read as XML and not as HTML. */
function show(holder: HTMLElement, drawing: string | undefined): void {
  if (drawing === undefined) return;
  const { documentElement } = new DOMParser().parseFromString(drawing, 'image/svg+xml');
  holder.replaceChildren(document.importNode(documentElement, true));
}

/** Whether the arrow was gone along: it shows the change itself, or stands for a change from wherever the run was. */
function wasTaken(id: string, holder: HTMLElement): boolean {
  const { taken } = path.value;
  if (!id.startsWith('*anywhere→')) return taken.has(id);
  const target = id.slice('*anywhere'.length);
  const outermost = [...taken].filter(
    (change) => change.endsWith(target) && change.split('→')[0]!.split('.').length === 2,
  );
  return outermost.some((change) => holder.querySelector(`[data-arrow="${CSS.escape(change)}"]`) === null);
}

function light(holder: HTMLElement, active: ReadonlySet<string>): void {
  const { visited } = path.value;
  const isOn = (id: string) => active.has(id);
  for (const state of holder.querySelectorAll<SVGElement>('[data-state]')) {
    const id = state.dataset.state!;
    state.classList.toggle('on', isOn(id));
    state.classList.toggle('was', !isOn(id) && visited.has(id));
  }
  for (const arrow of holder.querySelectorAll<SVGElement>('[data-arrow]')) {
    const id = arrow.dataset.arrow!;
    const isTaken = wasTaken(id, holder);
    arrow.classList.toggle('took', isTaken);
    arrow.classList.toggle('next', !isTaken && isOn(id.split('→')[0]!));
  }
  holder.querySelector('.on')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
