export { inspect } from '@xstate/inspect/lib/server.js';
export { createMachine, State, toSCXMLEvent } from 'xstate';
