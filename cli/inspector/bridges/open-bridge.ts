import { formatReference } from '../../../engine/image/reference.ts';
import type { RunRequest } from '../../../machines/actors/contract.ts';
import type { Io } from '../../io.ts';
import type { InspectorName } from '../../options/inspecting.ts';
import type { InspectorSession } from '../session.ts';
import { untilClosed } from '../until-closed.ts';
import { Bridge } from './bridge.ts';
import type { Feed, FeedOptions } from './feed.ts';

export type BridgeName = Exclude<InspectorName, 'page'>;

/** Each is loaded for those who ask for it: they bring packages of their own. */
const FEEDS: Readonly<Record<BridgeName, () => Promise<(options: FeedOptions) => Feed>>> = {
  xstate: async () => (await import('./xstate-feed.ts')).xstateFeed,
  stately: async () => (await import('./stately-feed.ts')).statelyFeed,
};

/** Opens a bridge for the length of one command, and prints where it is. */
export async function openBridge(
  name: BridgeName,
  { reference, process }: RunRequest,
  isStepped: boolean,
  io: Io,
): Promise<InspectorSession> {
  const isInteractive = io.stdin.isTTY === true && io.stderr.isTTY === true && !io.env.CI;
  const inspector = new Bridge({ image: formatReference(reference), env: process.env }, await FEEDS[name]());
  const { watchers } = inspector;
  io.stderr.write(`Inspector: ${await inspector.listen()}\n`);
  return {
    inspector,
    async ready() {
      if (isInteractive || !(isStepped || io.env.CI)) await watchers.first();
    },
    async end() {
      if (isInteractive && !isStepped) await untilClosed(watchers, io);
      await inspector.close();
    },
  };
}
