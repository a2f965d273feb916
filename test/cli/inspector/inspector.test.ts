import { expect, it, onTestFinished } from 'vitest';
import { Inspector } from '../../../cli/inspector/inspector.ts';
import type { RunHead } from '../../../cli/inspector/page/messages.ts';
import type { Actors, Tools } from '../../../machines/actors/contract.ts';
import { signIn } from '../../fixtures/followers.ts';

const DIGEST = `sha256:${'a'.repeat(64)}` as const;
const MANIFEST = { config: { digest: `sha256:${'b'.repeat(64)}` }, layers: [{ digest: DIGEST }] };
const HEAD: RunHead = {
  image: 'hello-world:latest',
  badge: 'REAL',
  isRecording: false,
  startedAt: '2026-01-01T00:00:00Z',
  versions: { learnRun: '0', node: '24' },
  host: { platform: 'linux', arch: 'x64', release: '6', isRoot: true } as unknown as RunHead['host'],
  request: {},
};

/** A run that has told of its manifest, with a layer in which two passwords lie. */
async function running() {
  const page = { type: 'text/html', body: '<p>page' };
  const subject = { head: HEAD, env: ['FIRST=hunter2-first'], assets: () => ({ '/': page }) };
  const place = { address: '127.0.0.1', port: 0, device: 'lo', others: [] };
  const inspector = await Inspector.open(subject, place);
  onTestFinished(() => inspector.close());
  inspector.lend({
    layer: async () => ({ files: ['app'], contents: { 'etc/app': 'hunter2-first hunter2-later' } }),
    blob: async () => undefined,
  });
  const { startInit } = inspector.actors({
    startInit: async (_: unknown, tools: Tools) => tools.show('', { manifest: MANIFEST }),
  } as unknown as Actors);
  const tools = { signal: new AbortController().signal, show() {}, progress() {}, turn() {} } as unknown as Tools;
  await startInit(undefined as never, tools);
  const { origin } = new URL(inspector.classroom!.address);
  const { headers } = await signIn(origin, { code: inspector.classroom!.code });
  const teachers = new URL(await inspector.listen());
  const teacher = await signIn(teachers.origin, { token: teachers.hash.slice(1) });
  const layers = async () => [
    await (await fetch(`${origin}/layer?digest=${DIGEST}`, { headers })).text(),
    await (await fetch(`${teachers.origin}/layer?digest=${DIGEST}`, { headers: teacher.headers })).text(),
  ];
  return { inspector, layers };
}

it('takes secrets out of layers too, for the class and for its teacher, and those that become known later', async () => {
  const { inspector, layers } = await running();
  for (const layer of await layers()) expect(layer).toContain('"etc/app":"[redacted] hunter2-later"');
  inspector.hide(['LATER=hunter2-later']);
  for (const layer of await layers()) expect(layer).toContain('"etc/app":"[redacted] [redacted]"');
});
