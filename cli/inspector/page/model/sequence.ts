import { type LifecycleState, STEPS, type StepName } from '../../../../machines/steps.ts';
import type { Message } from '../messages.ts';
import type { Chronicle, Moment } from './chronicle.ts';
import { size } from './quantity.ts';

/** Who talks to whom in a run. */
export const LANES = ['machine', 'registry', 'store', 'launcher', 'init', 'kernel'] as const;
export type Lane = (typeof LANES)[number];

/** One thing that one of them says to another. */
export interface Arrow {
  readonly from: Lane;
  readonly to: Lane;
  readonly label: string;
  readonly kind: 'ask' | 'answer' | 'failure';
  /** How many in a row were alike. */
  readonly count: number;
  readonly sequence: number;
  readonly at: number;
  readonly lifecycle: LifecycleState;
}

type Saying = Pick<Arrow, 'from' | 'to' | 'label' | 'kind'>;

const ask = (from: Lane, to: Lane, label: string): Saying => ({ from, to, label, kind: 'ask' });
const answer = (from: Lane, to: Lane, label: string): Saying => ({ from, to, label, kind: 'answer' });

/** What was really said between them, in the order of the story. */
export function sequenceOf(chronicle: Chronicle, moment: Moment): Arrow[] {
  const steps = new Map<number, StepName>();
  const arrows: Arrow[] = [];
  for (const message of chronicle.messages) {
    if (message.sequence >= moment) break;
    if (message.kind === 'call') steps.set(message.call, message.step);
    const step = 'call' in message ? steps.get(message.call) : 'streamOutput';
    if (step === undefined) continue;
    const { sequence, at } = message;
    const { lifecycle } = STEPS[step];
    for (const saying of sayingsOf(message, step)) add(arrows, { ...saying, count: 1, sequence, at, lifecycle });
  }
  return arrows;
}

/** Init asks the kernel hundreds of times: what is asked again and again becomes one arrow. */
function add(arrows: Arrow[], arrow: Arrow): void {
  const last = arrows.at(-1);
  const isSame = last?.from === arrow.from && last.to === arrow.to && nameOf(last.label) === nameOf(arrow.label);
  const isCall = arrow.from === 'init' && arrow.to === 'kernel';
  if (isSame && isCall) arrows[arrows.length - 1] = { ...last, count: last.count + 1 };
  else arrows.push(arrow);
}

const nameOf = (call: string) => call.split('(')[0];

function sayingsOf(message: Message, step: StepName): Saying[] {
  if (message.kind === 'call') return ASKED[step]?.(message.layer) ?? [];
  if (message.kind === 'turn') return [ask(isInits(step) ? 'init' : 'machine', 'kernel', message.detail)];
  if (message.kind === 'evidence') {
    const { facts, sentence } = message.evidence;
    return [...exchanges(facts.http), ...(ANSWERED[step]?.(sentence, facts) ?? [])];
  }
  if (message.kind === 'output')
    return [answer('init', 'machine', `${message.stream}: ${size(Math.floor((message.data.length * 3) / 4))}`)];
  if (message.kind !== 'failed') return [];
  return [{ from: WHO_FAILS[STEPS[step].chart], to: 'machine', label: message.error.message, kind: 'failure' }];
}

/** The parts of these steps are what init asks of the kernel. */
const isInits = (step: StepName) => step === 'startInit' || step === 'startContainer';

const short = (digest: string | null) => (digest ?? '').replace(/^sha256:/, '').slice(0, 12);

/** What a step begins with. */
const ASKED: Partial<Record<StepName, (layer: string | null) => Saying[]>> = {
  lookUpImage: () => [ask('machine', 'store', 'is the image here?')],
  locateLayer: (layer) => [ask('machine', 'store', `is layer ${short(layer)} here?`)],
  verifyLayer: (layer) => [ask('machine', 'store', `is ${short(layer)} what was promised?`)],
  extractLayer: (layer) => [ask('machine', 'store', `unpack ${short(layer)}`)],
  recordImage: () => [ask('machine', 'store', 'write the name down')],
  prepareSnapshot: () => [ask('machine', 'store', 'an empty layer on top, please')],
  writeBundle: () => [ask('machine', 'store', 'write config.json')],
  startInit: () => [ask('machine', 'launcher', 'create'), ask('launcher', 'init', 'fork into new namespaces')],
  connectNetwork: () => [ask('machine', 'kernel', 'put it on its network')],
  startContainer: () => [ask('machine', 'init', 'start')],
  awaitExit: () => [ask('machine', 'kernel', 'wait(2)')],
  deleteContainer: () => [
    ask('machine', 'kernel', 'end what is left'),
    ask('machine', 'store', 'remove the container'),
  ],
  proveCleanup: () => [ask('machine', 'kernel', 'is anything left?')],
};

/** What a step ends with, by its evidence. */
const ANSWERED: Partial<Record<StepName, (sentence: string, facts: Readonly<Record<string, unknown>>) => Saying[]>> = {
  lookUpImage: (sentence) => [answer('store', 'machine', / does not have it/.test(sentence) ? 'no' : 'yes')],
  locateLayer: (sentence) => [answer('store', 'machine', / is not here/.test(sentence) ? 'no' : 'yes')],
  resolveIndex: () => [ask('machine', 'store', 'keep what the name stands for')],
  fetchManifest: () => [ask('machine', 'store', 'keep the manifest')],
  fetchConfig: () => [ask('machine', 'store', 'keep the config')],
  downloadLayer: () => [ask('machine', 'store', 'keep the layer')],
  verifyLayer: () => [answer('store', 'machine', 'the SHA-256 is the promised one')],
  extractLayer: () => [answer('store', 'machine', 'unpacked; the diffID is right')],
  prepareSnapshot: () => [answer('store', 'machine', 'a directory of its own')],
  startInit: () => [answer('init', 'machine', 'ready: right before execve')],
  connectNetwork: (sentence) => [answer('kernel', 'machine', sentence)],
  startContainer: () => [answer('kernel', 'machine', 'the pipe is closed: execve has succeeded')],
  reapContainer: (_, facts) => [answer('kernel', 'machine', `wait status ${statusWord(facts['wait status'])}`)],
  deleteContainer: () => [answer('store', 'machine', 'removed')],
  proveCleanup: (sentence) => [answer('kernel', 'machine', sentence)],
};

const statusWord = (status: unknown) => (status as { readonly value?: string } | undefined)?.value ?? '';

/** Who is spoken to in each chart, and so fails. */
const WHO_FAILS: Readonly<Record<'run' | 'pull' | 'layer' | 'container', Lane>> = {
  run: 'kernel',
  pull: 'registry',
  layer: 'store',
  container: 'init',
};

function exchanges(http: unknown): Saying[] {
  if (!Array.isArray(http)) return [];
  return http.flatMap(({ method, url, status, bodyBytes, ms, error }) => {
    const path = String(url).replace(/^[a-z]+:\/\/[^/]*/i, '');
    const outcome = error ? `failed: ${error}` : `${status}, ${size(Number(bodyBytes))}, ${ms} ms`;
    const isBad = Boolean(error) || Number(status) >= 400;
    const reply: Saying = { from: 'registry', to: 'machine', label: outcome, kind: isBad ? 'failure' : 'answer' };
    return [ask('machine', 'registry', `${method} ${path}`), reply];
  });
}
