import { InitProcess } from '../engine/runtime/init-process.ts';
import { idMappingsOfCaller } from '../engine/runtime/user-namespace.ts';

/** An init for whichever container comes first. It makes nothing before it is told to, and may be thrown away. */
export function startInit(): InitProcess {
  return new InitProcess(idMappingsOfCaller());
}
