import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createActor, setup } from 'xstate';
import { Bridge } from '../../../../cli/inspector/bridges/bridge.ts';
import { statelyFeed } from '../../../../cli/inspector/bridges/stately-feed.ts';
import { xstateFeed } from '../../../../cli/inspector/bridges/xstate-feed.ts';

const SECRETS = { env: 'open-sesame', later: 'friend-and-enter', looks: 'eyJhbGciOiJub25lIn0.e30.' };

const machine = setup({
  types: { context: {} as { readonly request: unknown; readonly last: unknown }, events: {} as { type: 'say' } },
}).createMachine({
  id: 'run',
  context: { request: { env: [`WORD=${SECRETS.env}`], command: ['echo', SECRETS.env] }, last: SECRETS.later },
  initial: 'open',
  states: { open: { on: { say: 'closed' } }, closed: { type: 'final' } },
});

/** Everything that a client of a bridge is sent while a chart with secrets goes its way. */
async function sentBy(feed: ConstructorParameters<typeof Bridge>[1]) {
  const bridge = new Bridge({ image: 'hello-world', env: [`WORD=${SECRETS.env}`] }, feed);
  bridge.hide([`OTHER=${SECRETS.later}`]);
  const client = new WebSocket(await bridge.listen());
  onTestFinished(() => client.terminate());
  const sent: string[] = [];
  client.on('message', (data) => sent.push((data as Buffer).toString()));
  await once(client, 'open');
  client.send('{"type":"xstate.inspecting"}');
  await expect.poll(() => bridge.isWatched).toBe(true);
  const actor = createActor(machine, { id: 'run', inspect: bridge.inspect }).start();
  if (feed === xstateFeed) await expect.poll(() => sent.join()).toContain('service.register');
  actor.send({ type: 'say', word: SECRETS.looks } as { type: 'say' });
  const closed = once(client, 'close');
  await bridge.close();
  await closed;
  return sent.join('\n');
}

describe('a bridge', () => {
  it.each([
    ['@xstate/inspect', xstateFeed],
    ['@statelyai/inspect', statelyFeed],
  ] as const)('tells %s the charts, to the last event, and no secret', async (_, feed) => {
    const text = await sentBy(feed);
    expect(text).toContain('closed');
    expect(text).toContain('[redacted]');
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  });
});
