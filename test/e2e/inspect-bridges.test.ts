import { createWebSocketReceiver as statelyReceiver } from '@statelyai/inspect';
import { createWebSocketReceiver as xstateReceiver } from 'learn-run-xstate-4/receiver';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { AnyStateMachine } from 'xstate';
import { stopsMachine } from '../../cli/inspector/bridges/stops-machine.ts';
import { containerMachine } from '../../machines/container.ts';
import { layerMachine } from '../../machines/layer.ts';
import { pullMachine } from '../../machines/pull.ts';
import { runMachine } from '../../machines/run.ts';
import { stateIdsOf } from '../fixtures/chart-states.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { startInspected } from '../fixtures/inspected-run.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import { Sandbox } from '../fixtures/sandbox.ts';

const CHARTS: readonly AnyStateMachine[] = [runMachine, pullMachine, layerMachine, containerMachine, stopsMachine];
/** Two chapters at once, each with a state of its own. */
const RUNNING = { containerRunning: { containerExecution: 'running', outputDisplay: 'streaming' } };
const STOPS = 6;

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = new Sandbox();
});
afterAll(() => sandbox[Symbol.dispose]());

const replay = (...options: readonly string[]) => startInspected(sandbox, 'replay', 'hello-world', ...options);

/** In a store of its own, which has to pull: all charts are seen. */
function live(...options: readonly string[]) {
  const own = new Sandbox();
  onTestFinished(async () => {
    await expectNothingLeft(own);
    own[Symbol.dispose]();
  });
  return startInspected(own, ...options, '--offline', '--network', 'none', 'hello-world');
}

const RUNS = [
  { of: 'a replay', start: replay, why: undefined },
  { of: 'a run that happens', start: live, why: whyNoContainers },
];

/** As clients of the protocol of XState 4 spell an event for a service. */
const eventFor = (sessionId: string, type: string) =>
  ({
    type: 'xstate.event',
    service: sessionId,
    event: JSON.stringify({ name: type, data: { type }, $$type: 'scxml', type: 'external', origin: sessionId }),
  }) as const;

/** The receiver of `@xstate/inspect`, which presses Next at every stop. */
function followWithXstate(address: string) {
  const receiver = xstateReceiver({ server: address.replace('ws://', ''), serialize: undefined });
  const machines = new Map<string, AnyV4Machine>();
  const values: unknown[] = [];
  const types = new Map<string, number>();
  const subscription = receiver.subscribe((event) => {
    types.set(event.type, (types.get(event.type) ?? 0) + 1);
    if (event.type === 'service.register') machines.set(event.sessionId, event.machine);
    if (event.type !== 'service.register' && event.type !== 'service.state') return;
    const chart = machines.get(event.sessionId)?.id;
    if (chart === 'run') values.push(event.state.value);
    if (chart === 'stops' && event.state.value === 'stopped') receiver.send(eventFor(event.sessionId, 'next'));
  });
  onTestFinished(() => subscription.unsubscribe());
  return { machines, values, types };
}

interface AnyV4Machine {
  readonly id: string;
  readonly stateIds: readonly string[];
}

describe('--inspect=xstate', () => {
  it.for(RUNS)(
    'gives the receiver of @xstate/inspect every chart of $of whole, and lets it press Next from the first stop to the last',
    async ({ start, why }, context) => {
      if (why) context.skip(why);
      const { address, ending } = await start('--step', '--inspect=xstate');
      const { machines, values, types } = followWithXstate(address);
      const { status, stdout, stderr } = await ending;
      expect([status, stdout]).toEqual([0, expect.stringContaining('Hello from learn-run!')]);
      // In a pipe, nobody is asked at the last page.
      expect(stderr.match(/next, answered in the browser/g)).toHaveLength(STOPS);
      const shown = [...machines.values()];
      for (const chart of CHARTS) {
        const ids = shown.find(({ id }) => id === chart.id)?.stateIds ?? [];
        expect([...ids].sort()).toEqual(stateIdsOf(chart));
      }
      expect(values).toContainEqual(RUNNING);
      expect(values.at(-1)).toBe('completed');
      await expect.poll(() => types.get('service.stop')).toBe(types.get('service.register'));
    },
  );

  it('bears whatever a client sends, and lets it forge nothing', async () => {
    const { address, ending } = await replay('--step', '--inspect=xstate');
    const client = new WebSocket(address);
    onTestFinished(() => client.terminate());
    const told: Record<string, string>[] = [];
    client.on('message', (data) => told.push(JSON.parse((data as Buffer).toString())));
    client.on('open', () => {
      const hostile = ['', 'null', '[]', '{', '{"type":1}', '{"type":"disconnect"}', '{"type":"unload"}'];
      for (const message of hostile) client.send(message);
      client.send(Buffer.from('{"type":"xstate.inspecting"}'));
      for (const event of ['{', 'null', '{"origin":"x:0"}', '{"origin":{},"data":[]}', 1])
        client.send(JSON.stringify({ type: 'xstate.event', event }));
      client.send('{"type":"xstate.inspecting"}');
    });
    const sessionOf = (id: string) =>
      told.find(({ type, machine }) => type === 'service.register' && JSON.parse(machine!).id === id)?.sessionId;
    await expect.poll(() => sessionOf('run')).toBeDefined();
    const forged = ['xstate.done.actor.lookUpImage', 'xstate.stop', 'container.created'];
    for (const type of forged) client.send(JSON.stringify(eventFor(sessionOf('run')!, type)));
    client.send(JSON.stringify(eventFor(sessionOf('stops')!, 'stop')));
    client.send(JSON.stringify(eventFor(sessionOf('stops')!, 'toEnd')));
    const { status, stdout } = await ending;
    expect([status, stdout]).toEqual([0, expect.stringContaining('Hello from learn-run!')]);
    const eventsOf = (id: string) =>
      told
        .filter(({ type, sessionId }) => type === 'service.event' && sessionId === sessionOf(id))
        .map(({ event }) => JSON.parse(event!).name as string);
    expect(eventsOf('stops')).toContain('toEnd');
    // Those that the run itself has sent, and each of them once.
    const genuine = ['xstate.done.actor.lookUpImage', 'container.created'];
    expect(eventsOf('run').filter((name) => forged.includes(name))).toEqual(genuine);
  });
});

describe('--inspect=stately', () => {
  it.for(RUNS)(
    'gives the receiver of @statelyai/inspect every chart of $of whole and in its order, also where it comes late',
    async ({ start, why }, context) => {
      if (why) context.skip(why);
      const { address, ending, child } = await start('--step', '--inspect=stately');
      const messages: Message[] = [];
      const subscription = statelyReceiver({ server: address }).subscribe(
        (event) => void messages.push(event as Message),
      );
      onTestFinished(() => subscription.unsubscribe());
      await expect.poll(() => messages.some(({ snapshot }) => snapshot?.value === 'stopped')).toBe(true);
      child.stdin!.end();
      const { status, stdout } = await ending;
      expect([status, stdout]).toEqual([0, expect.stringContaining('Hello from learn-run!')]);
      const actors = messages.filter(({ type }) => type === '@xstate.actor');
      for (const { config } of CHARTS) {
        const definitions = actors.map(({ definition }) => JSON.parse(definition!) as Chart);
        const shown = definitions.find(({ id }) => id === config.id);
        expect(placesOf(shown!)).toEqual(placesOf(config as Chart));
      }
      const run = actors.find(({ name }) => name === 'run')!;
      const values = messages
        .filter(({ sessionId }) => sessionId === run.sessionId)
        .map(({ snapshot }) => snapshot?.value);
      expect(values).toContainEqual(RUNNING);
      expect(values).toContain('completed');
      expect(actors.find(({ name }) => name === 'pull')).toMatchObject({ parentId: run.sessionId });
      expect(JSON.stringify(messages)).not.toContain('[Object]');
    },
  );
});

interface Message {
  readonly type: string;
  readonly name?: string;
  readonly sessionId: string;
  readonly parentId?: string;
  readonly definition?: string;
  readonly snapshot?: { readonly value?: unknown };
}

interface Chart {
  readonly id?: string;
  readonly states?: Readonly<Record<string, Chart>>;
}

/** Every state, with those in it, in the order in which they are written. */
const placesOf = (chart: Chart, path = ''): readonly string[] =>
  Object.entries(chart.states ?? {}).flatMap(([name, state]) => [
    `${path}.${name}`,
    ...placesOf(state, `${path}.${name}`),
  ]);
