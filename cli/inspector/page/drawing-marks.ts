import type { Path } from './model/places.ts';

/** The state whose box or words the event came from. */
export function stateAt(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<SVGElement>('[data-state]')?.dataset.state;
}

/** Marks states and arrows: lit, gone through, failed, taken, possible. */
export function lightUp(holder: HTMLElement, active: ReadonlySet<string>, path: Path): void {
  for (const state of holder.querySelectorAll<SVGElement>('[data-state]')) {
    const id = state.dataset.state!;
    state.classList.toggle('on', active.has(id));
    state.classList.toggle('was', !active.has(id) && path.visits.has(id));
    state.classList.toggle('failed', path.failed.has(id) && isInnermost(state, path));
  }
  for (const arrow of holder.querySelectorAll<SVGElement>('[data-arrow]')) {
    const id = arrow.dataset.arrow!;
    const isTaken = wasTaken(id, holder, path.taken);
    arrow.classList.toggle('took', isTaken);
    arrow.classList.toggle('wrong', isTaken && id.startsWith('*anywhere') && path.failed.size > 0);
    arrow.classList.toggle('next', !isTaken && active.has(id.split('→')[0]!));
  }
}

/** A failure is marked where it happened, and not on everything around it. */
const isInnermost = (state: SVGElement, { failed }: Path) =>
  ![...state.querySelectorAll<SVGElement>('[data-state]')].some((inner) => failed.has(inner.dataset.state!));

/** Whether the arrow was gone along: it shows the change itself, or stands for a change from wherever the run was. */
function wasTaken(id: string, holder: HTMLElement, taken: ReadonlySet<string>): boolean {
  if (!id.startsWith('*anywhere→')) return taken.has(id);
  const target = id.slice('*anywhere'.length);
  const outermost = [...taken].filter(
    (change) => change.endsWith(target) && change.split('→')[0]!.split('.').length === 2,
  );
  return outermost.some((change) => holder.querySelector(`[data-arrow="${CSS.escape(change)}"]`) === null);
}

/** One box can be reached by Tab, the others from there by arrow keys. */
export function makeReachable(holder: HTMLElement, active: ReadonlySet<string>): void {
  const boxes = [...holder.querySelectorAll<SVGElement>('[data-state] > .box')];
  const states = boxes.map((box) => box.parentElement!.dataset.state!);
  const first = Math.max(
    0,
    states.findLastIndex((state) => active.has(state)),
  );
  for (const [at, box] of boxes.entries()) {
    const parent = box.parentElement as unknown as SVGElement;
    box.setAttribute('tabindex', at === first ? '0' : '-1');
    box.setAttribute('role', 'button');
    box.setAttribute('aria-label', nameOf(parent));
  }
}

function nameOf(state: SVGElement): string {
  const words = ['on', 'was', 'failed'].filter((name) => state.classList.contains(name));
  const said = { on: 'active', was: 'gone through', failed: 'failed' } as Readonly<Record<string, string>>;
  const key = state.dataset.state!.split('.').at(-1)!;
  return [key, ...words.map((word) => said[word])].join(', ');
}

const SVG = 'http://www.w3.org/2000/svg';

/** A red dot at each state before which the run is to stop. */
export function breakpointMarks(holder: HTMLElement, breakpoints: ReadonlySet<string>): void {
  for (const state of holder.querySelectorAll<SVGElement>('[data-state]')) {
    const mark = state.querySelector(':scope > .breakpoint');
    const isSet = breakpoints.has(state.dataset.state!);
    if (!isSet) mark?.remove();
    else if (mark === null) state.append(newMark(state.querySelector<SVGRectElement>(':scope > .box')!));
  }
}

function newMark(box: SVGRectElement): SVGElement {
  const mark = document.createElementNS(SVG, 'circle');
  const place = { cx: box.x.baseVal.value + 1, cy: box.y.baseVal.value + 1, r: 7 };
  for (const [name, value] of Object.entries(place)) mark.setAttribute(name, String(value));
  mark.classList.add('breakpoint');
  return mark;
}
