import type { ComponentChildren } from 'preact';
import type { Badge } from '../../../../machines/evidence.ts';
import { BadgeMark } from './badge.tsx';

interface PaneHeadProps {
  readonly title: string;
  readonly badge?: Badge | undefined;
  /** What is to be seen here, in a sentence. */
  readonly children?: ComponentChildren;
}

/** What a pane shows, and where that comes from. */
export const PaneHead = ({ title, badge, children }: PaneHeadProps) => (
  <div class="pane-head">
    <h2>
      {title} {badge && <BadgeMark badge={badge} />}
    </h2>
    {children && <p class="quiet">{children}</p>}
  </div>
);

/** Nothing is there yet: where it will come from. */
export const NotYet = ({ children }: { readonly children: ComponentChildren }) => <p class="not-yet">{children}</p>;
