import { effect, signal } from '@preact/signals';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** As the system likes it, or as the person has chosen. */
export const theme = signal<Theme>(stored('learn-run-theme', THEMES) ?? 'auto');

/** How large everything is: the last ones are for a projector. */
export const SIZES = ['90', '100', '115', '135', '160'] as const;
export const textSize = signal<(typeof SIZES)[number]>(stored('learn-run-size', SIZES) ?? '100');

/** Pixels of one rem. */
export const rem = signal(16);

export function changeSize(by: number): void {
  const at = SIZES.indexOf(textSize.value) + by;
  textSize.value = SIZES[Math.max(0, Math.min(SIZES.length - 1, at))]!;
}

/** Keeps the page as it is wished for, from now on. */
export function applyLooks(): void {
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    store('learn-run-theme', theme.value);
  });
  effect(() => {
    document.documentElement.style.setProperty('--size', String(Number(textSize.value) / 100));
    store('learn-run-size', textSize.value);
    measure();
  });
  addEventListener('resize', measure);
}

const measure = () => {
  rem.value = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
};

/** A page from a file may have no storage; then nothing is remembered. */
function stored<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
  try {
    const found = localStorage.getItem(name);
    return values.find((value) => value === found);
  } catch {
    return undefined;
  }
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // See above.
  }
}
