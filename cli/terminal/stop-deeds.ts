import type { Story } from '../../machines/story.ts';

/** A command that takes over the terminal for a while, and what is said before it. */
export interface ShellPlan {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly introduction: readonly string[];
}

/** Where a run is shown in browsers. */
export interface OpenInspector {
  /** What a person is told. */
  readonly sentence: string;
  /** What somebody will want to have in the clipboard. */
  readonly address: string;
}

/** What a person may do at a stop besides going on. Where something cannot be done, a sentence says why. */
export interface StopDeeds {
  /** Changes something of the run; gives back a sentence about it. */
  change(text: string, story: Story): string;
  /** A shell in the namespaces of the container. */
  shell(story: Story): ShellPlan | string;
  /** Shows the run in a browser too. */
  openInspector(): Promise<OpenInspector>;
}
