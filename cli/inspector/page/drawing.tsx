import { useEffect, useRef } from 'preact/hooks';
import { breakpointMarks, lightUp, makeReachable, stateAt } from './drawing-marks.ts';
import { active, breakpoints, charts, path, selected } from './store.ts';

interface DrawingProps {
  readonly scene: string;
  readonly label: string;
  readonly onChoose: (state: string) => void;
  /** How large: a part of its own size; undefined to fit. */
  readonly zoom?: number | undefined;
  /** Whether what is active is brought into sight. */
  readonly follows: boolean;
}

/** A drawing of charts, with what is active lit, the way that was taken, what may be next, and what has failed. */
export function Drawing({ scene, label, onChoose, zoom, follows }: DrawingProps) {
  const holder = useRef<HTMLDivElement>(null);
  const drawing = charts.value.drawings[scene];
  useEffect(() => show(holder.current!, drawing, label), [drawing, label]);
  useEffect(() => {
    lightUp(holder.current!, active.value, path.value);
    makeReachable(holder.current!, active.value);
    breakpointMarks(holder.current!, breakpoints.value);
    for (const state of holder.current!.querySelectorAll<SVGElement>('[data-state]'))
      state.classList.toggle('chosen', state.dataset.state === selected.value);
  }, [drawing, active.value, path.value, breakpoints.value, selected.value]);
  useEffect(() => {
    if (follows) bringIntoSight(holder.current!);
  }, [drawing, active.value, follows, zoom]);
  useEffect(() => resize(holder.current!, zoom), [drawing, zoom]);
  const choose = (event: Event) => {
    const state = stateAt(event.target);
    if (state !== undefined) onChoose(state);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens for the boxes inside, which are buttons
    <div class="drawing" ref={holder} onClick={choose} onKeyDown={(event) => onKey(event, holder.current!, onChoose)} />
  );
}

/** Our own drawing, read as XML and not as HTML. */
function show(holder: HTMLElement, drawing: string | undefined, label: string): void {
  if (drawing === undefined) {
    holder.replaceChildren();
    return;
  }
  const { documentElement } = new DOMParser().parseFromString(drawing, 'image/svg+xml');
  const svg = document.importNode(documentElement, true);
  svg.setAttribute('role', 'group');
  svg.setAttribute('aria-label', label);
  holder.replaceChildren(svg);
}

function resize(holder: HTMLElement, zoom: number | undefined): void {
  const svg = holder.querySelector('svg');
  if (svg === null) return;
  const natural = svg.viewBox.baseVal.width;
  svg.style.width = zoom === undefined ? '' : `${natural * zoom}px`;
  svg.style.maxWidth = zoom === undefined ? `min(100%, ${natural * 1.3}px)` : 'none';
}

/** Scrolls the drawing alone to the innermost active state, and not the page around it. */
function bringIntoSight(holder: HTMLElement): void {
  const box = [...holder.querySelectorAll<SVGGraphicsElement>('.state.on > .box')].at(-1)?.getBoundingClientRect();
  if (box === undefined) return;
  const frame = holder.getBoundingClientRect();
  const isInside = box.top >= frame.top + 8 && box.bottom <= frame.bottom - 8;
  if (!isInside) holder.scrollTop += box.top + box.height / 2 - (frame.top + frame.height / 2);
  const fits = box.left >= frame.left && box.right <= frame.right;
  if (!fits) holder.scrollLeft += box.left + box.width / 2 - (frame.left + frame.width / 2);
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** Arrow keys go from state to state, Enter chooses one. */
function onKey(event: KeyboardEvent, holder: HTMLElement, onChoose: (state: string) => void): void {
  const state = stateAt(event.target);
  if (state === undefined) return;
  if (event.key === 'Enter' || event.key === ' ') onChoose(state);
  else if (Object.hasOwn(STEPS, event.key)) {
    const boxes = [...holder.querySelectorAll<SVGElement>('[data-state] > .box')];
    const at = boxes.indexOf(event.target as SVGElement);
    boxes[(at + STEPS[event.key]! + boxes.length) % boxes.length]?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
