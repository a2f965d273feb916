export { createWebSocketReceiver } from '@xstate/inspect/lib/browser.js';
export type { ParsedReceiverEvent } from '@xstate/inspect/lib/types.js';
