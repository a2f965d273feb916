import type { RunRequest } from '../../machines/actors/contract.ts';
import type { Badge } from '../../machines/evidence.ts';
import type { Io } from '../io.ts';
import { packOf, readPack } from '../lesson/pack.ts';
import { loadAssets } from './assets.ts';
import { Inspector, type InspectorSubject } from './inspector.ts';
import { headOfLiveRun } from './run-head.ts';
import type { RunInspector } from './run-inspector.ts';
import { showAddress } from './show-address.ts';
import { untilClosed } from './until-closed.ts';

/** An inspector for the length of one command. */
export interface InspectorSession {
  readonly inspector: RunInspector;
  /** Resolves when the run may begin: somebody watches, or it is clear that nobody will. */
  ready(): Promise<void>;
  /** Resolves when the command may end: nobody looks any more, or nobody can be waited for. */
  end(): Promise<void>;
}

/** Opens the inspector of a run, and prints where it is. Nothing waits for anybody where no person is at the terminal. */
export async function openInspector(
  request: RunRequest,
  badge: Badge,
  isStepped: boolean,
  io: Io,
): Promise<InspectorSession> {
  const isInteractive = io.stdin.isTTY === true && io.stderr.isTTY === true && !io.env.CI;
  const inspector = await Inspector.open(subjectOf(request, badge, io));
  const { watchers } = inspector;
  const browser = showAddress(inspector.address, isInteractive, io);
  return {
    inspector,
    async ready() {
      // A stop in a pipe waits by itself; on a terminal the screen would hide the address.
      if (isInteractive || !(isStepped || io.env.CI)) await watchers.first();
      browser.forget();
    },
    async end() {
      if (isInteractive && !isStepped) await untilClosed(watchers, io);
      browser.forget();
      await inspector.close();
    },
  };
}

/** An inspector that somebody who steps may open on the way: it tells the page everything from the beginning. */
export function prepareInspector(request: RunRequest, badge: Badge, io: Io): InspectorSession {
  const inspector = Inspector.prepare(subjectOf(request, badge, io));
  return {
    inspector,
    ready: async () => {},
    end: () => inspector.close(),
  };
}

const subjectOf = (request: RunRequest, badge: Badge, io: Io): InspectorSubject => ({
  head: headOfLiveRun(request, badge, io),
  env: request.process.env,
  assets: () => loadAssets(readPack(packOf(io))),
});
