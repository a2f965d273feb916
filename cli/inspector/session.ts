import { formatReference } from '../../engine/image/reference.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import type { Io } from '../io.ts';
import { onStopSignals } from '../stop-signals.ts';
import { Inspector } from './inspector.ts';

/** An inspector for the length of one command. */
export interface InspectorSession {
  readonly inspector: Inspector;
  /** Resolves when the run may begin: somebody watches, or it is clear that nobody will. */
  ready(): Promise<void>;
  /** Resolves when the command may end: nobody looks any more, or nobody can be waited for. */
  end(): Promise<void>;
}

/** Opens the inspector of a run, and prints where it is. Nothing waits for anybody where no person is at the terminal. */
export async function openInspector(request: RunRequest, isStepped: boolean, io: Io): Promise<InspectorSession> {
  const isInteractive = io.stdin.isTTY === true && io.stderr.isTTY === true && !io.env.CI;
  const inspector = await Inspector.open(request.process.env, formatReference(request.reference));
  io.stderr.write(`Inspector: ${inspector.address}\n`);
  return {
    inspector,
    async ready() {
      // A stop in a pipe waits by itself; on a terminal the screen would hide the address.
      if (isInteractive || !(isStepped || io.env.CI)) await inspector.firstPage();
    },
    async end() {
      if (isInteractive && !isStepped) await untilClosed(inspector, io);
      await inspector.close();
    },
  };
}

/** An inspector that somebody who steps may open on the way: it tells the page everything from the beginning. */
export function prepareInspector(request: RunRequest): InspectorSession {
  const inspector = Inspector.prepare(request.process.env, formatReference(request.reference));
  return {
    inspector,
    ready: async () => {},
    end: () => inspector.close(),
  };
}

/** The run is over, and its page can still be read: until it is closed, or Ctrl-C. */
async function untilClosed(inspector: Inspector, io: Io): Promise<void> {
  if (!inspector.isWatched) return;
  io.stderr.write('The inspector stays until its page is closed, or Ctrl-C.\n');
  const interruption = new AbortController();
  const signals = onStopSignals(() => interruption.abort());
  await inspector.lastPage(interruption.signal);
  signals.stop();
}
