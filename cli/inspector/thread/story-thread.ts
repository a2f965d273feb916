// What runs in a thread of its own: the web servers of one run. It is started with a `Beginning`.
import { access } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { Journal } from '../journal.ts';
import { openServers, type Servers } from '../servers.ts';
import { CannotShare } from '../share/errors.ts';
import type { Beginning, FromThread, Question, ToThread } from './messages.ts';
import { Questions } from './questions.ts';

/** setpriority(2): a tenth of what the run gets, where both want the same processor. */
const NICE = 10;

const { assets, place } = workerData as Beginning;
const tell = (message: FromThread) => parentPort!.postMessage(message);
const questions = new Questions((number, question) => tell({ kind: 'question', number, question }));
const ask = <Value>(question: Question) => questions.ask(question) as Promise<Value>;
const journal = new Journal();

/** Makes this thread, and no other, give way to the run; elsewhere than on Linux there are replays only, which have time. */
async function giveWay(): Promise<void> {
  if (process.platform !== 'linux') return;
  // The threads of Node's pool get the priority of whoever needs them first, and the run needs them too.
  await access('/');
  try {
    // On Linux 0 means the calling thread, and not its process.
    setPriority(0, NICE);
  } catch {
    // A sandbox may forbid it; the class is served all the same.
  }
}

async function open(): Promise<Servers | undefined> {
  try {
    return await openServers({
      journal,
      assets,
      place,
      archive: {
        layer: (digest) => ask({ kind: 'layer', digest }),
        blob: async (digest) => asBuffer(await ask({ kind: 'blob', digest })),
      },
      decide: (stop, decision) => ask({ kind: 'decide', stop, decision }),
      answer: (question, answer) => ask({ kind: 'answer', question, answer }),
      setBreakpoint: (state, isSet) => ask({ kind: 'setBreakpoint', state, isSet }),
      onPages: (count) => tell({ kind: 'pages', count }),
    });
  } catch (error) {
    if (!(error instanceof CannotShare)) throw error;
    tell({ kind: 'cannotShare', reason: error.reason, hint: error.hint });
    return undefined;
  }
}

/** Between threads a buffer becomes plain bytes. */
const asBuffer = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

function hear(message: ToThread, { classroom, close }: Servers): void {
  if (message.kind === 'told') journal.add(message.told);
  else if (message.kind === 'answer') questions.answer(message.number, message.value);
  else if (message.kind === 'forgetLayers') classroom?.forgetLayers();
  else void close().then(() => process.exit());
}

async function serve(): Promise<void> {
  await giveWay();
  const servers = await open();
  if (servers === undefined) return;
  const { address, classroom } = servers;
  if (classroom !== undefined) classroom.onFollowers = (count) => tell({ kind: 'followers', count });
  parentPort!.on('message', (message: ToThread) => hear(message, servers));
  tell({ kind: 'open', address, wayIn: classroom?.wayIn });
}

void serve();
