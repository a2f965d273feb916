/** How much evidence is collected. What costs time is worth it only where somebody looks. */
export interface Collected {
  /** True where somebody looks at the evidence. */
  readonly isWatched: boolean;
  /** True where whole layers are read for it, which takes about as long as to unpack them. */
  readonly readsLayers: boolean;
}
