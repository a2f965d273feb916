import type { Badge } from '../../../../machines/evidence.ts';

const MEANINGS: Readonly<Record<Badge, string>> = {
  REAL: 'from the registry, the disk or the kernel, just now',
  DRY: 'a plan that was made and not carried out',
  REPLAY: 'from a recording',
};

/** Where a piece of evidence comes from: nothing is shown without it. */
export const BadgeMark = ({ badge }: { readonly badge: Badge }) => (
  <span class={`badge ${badge}`} title={MEANINGS[badge]}>
    {badge}
  </span>
);
