import type { Engine } from '../../../engine/engine.ts';
import type { Tools, Work } from '../contract.ts';

type Works = { readonly [name: string]: Work<never, unknown> };

/** The same works; while one of them is at it, what the engine has to say reaches the person who waits, line by line. */
export function heard<Actors extends object>(engine: Engine, actors: Actors): Actors {
  const wrapped = Object.entries(actors as Works).map(([name, work]) => [
    name,
    (input: never, tools: Tools) =>
      engine.notices.whileHeard(
        (text) => tools.progress({ kind: 'line', text }),
        () => work(input, tools),
      ),
  ]);
  return Object.fromEntries(wrapped) as Actors;
}
