/** The person quit before the run was over: at a pause, or with Ctrl-C. Not a fault of the engine, so not one of its errors. */
export class Interrupted extends Error {
  readonly code = 'INTERRUPTED';

  constructor() {
    super('interrupted: the run was quit before it ended');
  }

  override get name(): string {
    return 'Interrupted';
  }
}

/** A chart asked for an actor that nobody plugged in. */
export class UnprovidedActor extends Error {
  readonly code = 'UNPROVIDED_ACTOR';
  readonly actor: string;

  constructor(actor: string) {
    super(`No actor was provided for "${actor}": plug one in with provideActors() of machines/actors/logic.ts`);
    this.actor = actor;
  }

  override get name(): string {
    return 'UnprovidedActor';
  }
}
