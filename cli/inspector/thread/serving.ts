import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ApiOptions, Archive } from '../api.ts';
import { CannotShare } from '../share/errors.ts';
import type { SharedClass, WayIn } from '../share/shared-class.ts';
import type { Answer, Beginning, FromThread, Question, ToThread } from './messages.ts';
import type { Outbox } from './outbox.ts';

/** Who answers what pages ask of a run. */
export interface Run extends Pick<ApiOptions, 'decide' | 'answer' | 'setBreakpoint'> {
  readonly archive: Archive;
  /** So many pages of this machine look now. */
  readonly onPages: (count: number) => void;
}

/** Where pages come in. */
interface Opened {
  readonly address: string;
  readonly wayIn: WayIn | undefined;
}

/**
 * The servers of a run, in a thread of their own that gives way to it: a hundred pages cost the run no more than one.
 */
export class Serving {
  /** For the person; good for one use. */
  readonly address: string;
  readonly classroom: SharedClass | undefined;
  readonly #worker: Worker;
  readonly #outbox: Outbox;

  private constructor(worker: Worker, { address, wayIn }: Opened, outbox: Outbox) {
    this.address = address;
    this.classroom = wayIn && { ...wayIn, followers: 0, onFollowers() {} };
    this.#worker = worker;
    this.#outbox = outbox;
  }

  /**
   * Starts the thread; it serves whatever is in the outbox and comes there later.
   *
   * @throws CannotShare where nothing can listen at the place for a class
   */
  static async start(beginning: Beginning, run: Run, outbox: Outbox): Promise<Serving> {
    const file = new URL(`./story-thread${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(file, { workerData: beginning, name: 'inspector', execArgv: [] });
    const serving = new Serving(worker, await opened(worker), outbox);
    worker.on('message', (message: FromThread) => void serving.#hear(message, run));
    worker.on('error', (error) => {
      // A mistake of ours is not the run's business.
      process.emitWarning(`the inspector has ended: ${error.message}`);
      run.onPages(0);
    });
    outbox.takenBy((told) => serving.#tell({ kind: 'told', told }));
    return serving;
  }

  /** What is in the layers is asked for anew: more of it is a secret now. */
  forgetLayers(): void {
    this.#tell({ kind: 'forgetLayers' });
  }

  /** Resolves when the pages have got the end of the story, or do not read it. Idempotent. */
  async close(): Promise<void> {
    if (this.#worker.threadId === -1) return;
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#outbox.flush();
    this.#tell({ kind: 'close' });
    await ended;
  }

  #tell(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  async #hear(message: FromThread, run: Run): Promise<void> {
    if (message.kind === 'pages') run.onPages(message.count);
    else if (message.kind === 'followers') this.#countFollowers(message.count);
    else if (message.kind === 'question') {
      const value = await answerOf(message.question, run);
      this.#tell({ kind: 'answer', number: message.number, value });
    }
  }

  #countFollowers(count: number): void {
    if (this.classroom === undefined) return;
    Object.assign(this.classroom, { followers: count });
    this.classroom.onFollowers(count);
  }
}

function opened(worker: Worker): Promise<Opened> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: FromThread) => {
      worker.off('error', reject);
      if (message.kind === 'open') resolve(message);
      else if (message.kind === 'cannotShare') reject(new CannotShare(message.reason, message.hint));
    });
  });
}

async function answerOf(question: Question, run: Run): Promise<Answer> {
  try {
    return { value: await resultOf(question, run) };
  } catch {
    return 'failed';
  }
}

function resultOf(question: Question, run: Run): unknown {
  switch (question.kind) {
    case 'decide':
      return run.decide(question.stop, question.decision);
    case 'answer':
      return run.answer(question.question, question.answer);
    case 'setBreakpoint':
      return run.setBreakpoint(question.state, question.isSet);
    case 'layer':
      return run.archive.layer(question.digest);
    case 'blob':
      return run.archive.blob(question.digest);
  }
}
