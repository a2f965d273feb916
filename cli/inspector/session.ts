import type { RunRequest } from '../../machines/actors/contract.ts';
import type { Badge } from '../../machines/evidence.ts';
import type { Io } from '../io.ts';
import { packOf, readPack } from '../lesson/pack.ts';
import { loadAssets } from './assets.ts';
import { Inspector, type InspectorSubject } from './inspector.ts';
import { headOfLiveRun } from './run-head.ts';
import type { RunInspector } from './run-inspector.ts';
import { sharedPlace, type WantedPlace } from './share/own-address.ts';
import { showClass } from './share/show-class.ts';
import { untilBegun, untilDismissed } from './share/until-enter.ts';
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

/** How a run is watched and shown. */
export interface Showing {
  readonly isStepped: boolean;
  /** Without pictures: for screen readers. */
  readonly isPlain: boolean;
  /** Where a class is let in; undefined where it is not. */
  readonly share: WantedPlace | undefined;
}

/**
 * Opens the inspector of a run, and prints where it is. Nothing waits for anybody where no person is at the terminal.
 *
 * @throws CannotShare where a class cannot be let in
 */
export async function openInspector(
  request: RunRequest,
  badge: Badge,
  { isStepped, isPlain, share }: Showing,
  io: Io,
): Promise<InspectorSession> {
  const isInteractive = io.stdin.isTTY === true && io.stderr.isTTY === true && !io.env.CI;
  const inspector = await Inspector.open(subjectOf(request, badge, io), share && (await sharedPlace(share)));
  const { watchers, classroom } = inspector;
  const browser = showAddress(await inspector.listen(), isInteractive, io);
  if (classroom !== undefined) showClass(classroom, io, isPlain);
  let hasBegun = false;
  return {
    inspector,
    async ready() {
      if (classroom !== undefined && isInteractive) await untilBegun(classroom, io);
      // A stop in a pipe waits by itself; on a terminal the screen would hide the address.
      else if (isInteractive || !(isStepped || io.env.CI)) await watchers.first();
      browser.forget();
      hasBegun = true;
    },
    async end() {
      if (hasBegun && isInteractive && classroom !== undefined) await untilDismissed(classroom, io);
      else if (hasBegun && isInteractive && !isStepped) await untilClosed(watchers, io);
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
