import { fromPromise, type PromiseActorLogic } from 'xstate';
import type { Actors, InputOf, OutputOf } from './actors/contract.ts';
import { UnprovidedActor } from './errors.ts';

/**
 * The place where an actor will be plugged in, typed after the contract: a chart can be drawn and walked without it, and
 * one that was forgotten says its name.
 */
export function unprovided<Name extends keyof Actors>(name: Name): PromiseActorLogic<OutputOf<Name>, InputOf<Name>> {
  return fromPromise<OutputOf<Name>, InputOf<Name>>(() => Promise.reject(new UnprovidedActor(name)));
}
