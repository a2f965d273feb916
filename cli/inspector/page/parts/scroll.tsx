import type { ComponentChildren } from 'preact';

/** What is longer than its place is scrolled, by keys too. */
export const Scroll = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: whatever scrolls must be reached by keys
  <div class={`${name} scroll`} tabIndex={0}>
    {children}
  </div>
);
