import type { Io } from '../io.ts';
import { onStopSignals } from '../stop-signals.ts';
import type { Watchers } from './watchers.ts';

/** The run is over, and its page can still be read: until it is closed, or Ctrl-C. */
export async function untilClosed(watchers: Watchers, { stderr }: Pick<Io, 'stderr'>): Promise<void> {
  if (!watchers.areThere) return;
  stderr.write('The inspector stays until its page is closed, or Ctrl-C.\n');
  const interruption = new AbortController();
  const signals = onStopSignals(() => interruption.abort());
  await watchers.last(interruption.signal);
  signals.stop();
}
