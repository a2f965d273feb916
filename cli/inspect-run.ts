import type { RunRequest } from '../machines/actors/contract.ts';
import type { Badge } from '../machines/evidence.ts';
import type * as Bridges from './inspector/bridges/open-bridge.ts';
import type { InspectorSession } from './inspector/session.ts';
import type { Io } from './io.ts';
import type { Inspecting } from './options/inspecting.ts';

/** The run that may be inspected. */
export interface InspectedRun {
  readonly request: RunRequest;
  readonly badge: Badge;
  readonly isStepped: boolean;
}

/**
 * Opens the inspector where it is wanted, and lets somebody come to watch; prepares one where somebody steps who may want
 * it later; undefined where neither is so. Its code is loaded for those who may ask for it.
 */
export async function inspectRun(
  { inspector: wanted, share, isPlain }: Inspecting,
  { request, badge, isStepped }: InspectedRun,
  io: Io,
): Promise<InspectorSession | undefined> {
  const mayWant = isStepped && io.stdin.isTTY === true;
  if (wanted === undefined && !mayWant) return undefined;
  if (wanted === 'xstate' || wanted === 'stately') return readied(await openBridge(wanted, request, isStepped, io));
  const { openInspector, prepareInspector } = await import('./inspector/session.ts');
  if (wanted === undefined) return prepareInspector(request, badge, io);
  return readied(await openInspector(request, badge, { isStepped, isPlain, share }, io));
}

async function openBridge(...bridge: Parameters<typeof Bridges.openBridge>): Promise<InspectorSession> {
  return (await import('./inspector/bridges/open-bridge.ts')).openBridge(...bridge);
}

/** Where nobody wants to wait until somebody has come, the session is over. */
async function readied(session: InspectorSession): Promise<InspectorSession> {
  try {
    await session.ready();
    return session;
  } catch (error) {
    await session.end();
    throw error;
  }
}
