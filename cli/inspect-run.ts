import type { RunRequest } from '../machines/actors/contract.ts';
import type { Badge } from '../machines/evidence.ts';
import type { InspectorSession } from './inspector/session.ts';
import type { Io } from './io.ts';

/**
 * Opens the inspector where it is wanted, and lets somebody come to watch; prepares one where somebody steps who may want
 * it later; undefined where neither is so. Its code is loaded for those who may ask for it.
 */
export async function inspectRun(
  isWanted: boolean | undefined,
  request: RunRequest,
  badge: Badge,
  isStepped: boolean,
  io: Io,
): Promise<InspectorSession | undefined> {
  const mayWant = isStepped && io.stdin.isTTY === true;
  if (!isWanted && !mayWant) return undefined;
  const { openInspector, prepareInspector } = await import('./inspector/session.ts');
  if (!isWanted) return prepareInspector(request, badge, io);
  const session = await openInspector(request, badge, isStepped, io);
  await session.ready();
  return session;
}
