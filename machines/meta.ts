/** What every state carries for the person who learns from it. */
export interface StateMeta {
  /** Name of the lesson's file: `image-check`, `digests`. */
  readonly lesson: string;
  /** Where the rule behind the state is written: `distribution-spec#pulling-manifests`, `man 2 execve`. */
  readonly spec: string;
}
