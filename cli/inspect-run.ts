import type { RunRequest } from '../machines/actors/contract.ts';
import type { InspectorSession } from './inspector/session.ts';
import type { Io } from './io.ts';

/**
 * Opens the inspector where it is wanted, and lets somebody come to watch; undefined where it is not.
 * Its code is loaded for those who ask for it.
 */
export async function inspectRun(
  isWanted: boolean | undefined,
  request: RunRequest,
  isStepped: boolean,
  io: Io,
): Promise<InspectorSession | undefined> {
  if (!isWanted) return undefined;
  const { openInspector } = await import('./inspector/session.ts');
  const session = await openInspector(request, isStepped, io);
  await session.ready();
  return session;
}
