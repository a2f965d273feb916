import type { AnyMachineSnapshot, InspectionEvent } from 'xstate';
import { redactor } from '../../engine/record/redact.ts';
import type { Decision } from '../../machines/actors/pace.ts';
import type { Evidence, Json } from '../../machines/evidence.ts';
import { type Page, panesOf } from '../terminal/step-view/page.ts';
import { loadAssets } from './assets.ts';
import { drawings } from './drawings.ts';
import { Journal } from './journal.ts';
import type { News, Stop } from './page/messages.ts';
import { InspectorServer } from './server.ts';

/** How long a run without stops waits for the first page, in milliseconds. */
const PATIENCE = 10_000;
/** How long a page may be gone until it counts as closed: a reload is not the end. */
const GRACE = 1_500;

/** A page in the browser that sees what the terminal sees, and may answer what the terminal is asked. */
export class Inspector {
  /** For the person; good for one use. */
  address = '';
  readonly #journal = new Journal();
  readonly #server: InspectorServer;
  readonly #redact: (value: Json) => Json;
  readonly #active = new Map<string, string>();
  readonly #watchers = new Set<() => void>();
  #listening: Promise<string> | undefined;
  #pages = 0;
  #stops = 0;
  #hasEnded = false;
  #answer: ((decision: Decision) => void) | undefined;
  #interrupt: () => void = () => {};

  private constructor(env: readonly string[], image: string) {
    this.#redact = redactor(env, image);
    this.#server = new InspectorServer({
      journal: this.#journal,
      assets: loadAssets(),
      drawings: JSON.stringify(drawings()),
      decide: (number, decision) => this.#decide(number, decision),
      onPages: (count) => {
        this.#pages = count;
        for (const watcher of this.#watchers) watcher();
      },
    });
  }

  /**
   * Opens the server.
   *
   * @param env `KEY=value` of the container: the values stay out of the page
   * @param image its name
   */
  static async open(env: readonly string[], image: string): Promise<Inspector> {
    const inspector = Inspector.prepare(env, image);
    await inspector.listen();
    return inspector;
  }

  /** One that writes everything down, and that nobody can reach before it listens. */
  static prepare(env: readonly string[], image: string): Inspector {
    return new Inspector(env, image);
  }

  /** Opens the server, and gives back the address. Idempotent. */
  listen(): Promise<string> {
    this.#listening ??= this.#server.open();
    return this.#listening.then((address) => {
      this.address = address;
      return address;
    });
  }

  /** For `inspect` of `createActor`: tells the page where each chart is. */
  readonly inspect = (inspected: InspectionEvent): void => {
    if (inspected.type !== '@xstate.snapshot' || !('machine' in inspected.snapshot)) return;
    const { machine, _nodes } = inspected.snapshot as AnyMachineSnapshot;
    const active = _nodes.map(({ id }) => id);
    const actor = 'id' in inspected.actorRef ? String(inspected.actorRef.id) : machine.id;
    if (this.#active.get(actor) === active.join()) return;
    this.#active.set(actor, active.join());
    this.#tell({ kind: 'state', actor, machine: machine.id, active, event: inspected.event.type });
  };

  /** What to do where a page says "quit" while the run is at work. */
  onInterrupt(interrupt: () => void): void {
    this.#interrupt = interrupt;
  }

  evidence(evidence: Evidence): void {
    this.#tell({ kind: 'evidence', evidence });
  }

  /** Puts a stop before every page; resolves when one of them has answered, or the signal aborts. */
  ask(page: Page): { readonly decision: Promise<Decision>; readonly settle: (decision: Decision) => void } {
    this.#stops += 1;
    const number = this.#stops;
    this.#tell({ kind: 'stop', stop: stopOf(page, number) });
    const decision = new Promise<Decision>((resolve) => {
      this.#answer = (answer) => {
        this.#answer = undefined;
        this.#tell({ kind: 'decided', number, decision: answer, by: 'page' });
        resolve(answer);
      };
    });
    const settle = (answer: Decision) => {
      if (this.#answer === undefined || this.#stops !== number) return;
      this.#answer = undefined;
      this.#tell({ kind: 'decided', number, decision: answer, by: 'terminal' });
    };
    return { decision, settle };
  }

  /** Idempotent. */
  end(ending: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#tell({ kind: 'end', ending });
  }

  /** True while a page is open. */
  get isWatched(): boolean {
    return this.#pages > 0;
  }

  /** Resolves when the first page is there, or when it is clear that nobody comes. */
  firstPage(): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE);
    return this.#until(() => this.#pages > 0, patience);
  }

  /** Resolves when the last page was closed, or the signal aborts. */
  async lastPage(signal: AbortSignal): Promise<void> {
    while (this.#pages > 0 && !signal.aborted) {
      await this.#until(() => this.#pages === 0, signal);
      await this.#until(() => this.#pages > 0, AbortSignal.any([signal, AbortSignal.timeout(GRACE)]));
    }
  }

  /** Resolves when the pages have got the end of the story, or do not read it. Idempotent. */
  close(): Promise<void> {
    return this.#server.close();
  }

  #decide(number: number, decision: Decision): boolean {
    if (number === this.#stops && this.#answer !== undefined) {
      this.#answer(decision);
      return true;
    }
    if (decision !== 'quit') return false;
    this.#interrupt();
    return true;
  }

  #until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo() && !signal.aborted) return;
        this.#watchers.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      this.#watchers.add(look);
      signal.addEventListener('abort', look);
      look();
    });
  }

  #tell(news: News): void {
    this.#journal.tell(this.#redact(news as unknown as Json) as unknown as News);
  }
}

function stopOf(page: Page, number: number): Stop {
  const { step, lifecycle, detail, description, spec } = page;
  return { number, step, lifecycle, detail, description, spec, documents: panesOf(page) };
}
