import { describe, expect, it } from 'vitest';
import { ChangesByHand } from '../../../cli/changes/changes-by-hand.ts';
import type { Json } from '../../../engine/json.ts';
import type { Container } from '../../../engine/runtime/container.ts';
import type { Tools } from '../../../machines/actors/contract.ts';
import type { StepName } from '../../../machines/steps.ts';
import type { Told } from '../../../machines/story.ts';
import { fakeActors } from '../../fixtures/fake-actors.ts';
import { story } from '../../fixtures/pages.ts';
import { container, image, request } from '../../fixtures/run-values.ts';

function tools() {
  const shown: { sentence: string; facts: Readonly<Record<string, Json>> | undefined }[] = [];
  const own: Tools = {
    signal: new AbortController().signal,
    show: (sentence, facts) => shown.push({ sentence, facts }),
    progress() {},
    turn: async () => {},
  };
  return { own, shown };
}

const ended = (...steps: StepName[]) => story(steps.map((step): Told => ({ kind: 'ended', step, output: {} })));
/** Containers as far as changes look at them. */
const withCgroup = (setLimits: (limits: unknown) => unknown) => ({ cgroup: { setLimits } }) as unknown as Container;
const noDisplay = { attach() {}, carry: async () => ({ stdoutBytes: 0, stderrBytes: 0 }) };

describe('changes by hand', () => {
  it('before the bundle is written change what is asked for, and are told as evidence of the step', async () => {
    const changes = new ChangesByHand(request);
    const { actors, inputs } = fakeActors();
    const { own, shown } = tools();
    expect(changes.change('command /bin/true', story())).toBe(
      "Changed by hand: command, from the image's own to /bin/true.",
    );
    changes.change('memory 64m', story());
    await changes.actors(actors).writeBundle({ request, image, container }, own);
    expect(inputs.get('writeBundle')).toMatchObject({
      request: { process: { args: ['/bin/true'], resources: { memory: 67_108_864 } } },
    });
    expect(shown).toHaveLength(1);
    expect(shown[0]!.facts!['changed by hand']).toMatchObject([{ field: 'command' }, { field: 'memory' }]);
  });

  it('are told once, by whichever step comes next', async () => {
    const changes = new ChangesByHand(request);
    const { actors } = fakeActors();
    const [first, second] = [tools(), tools()];
    changes.change('env A=1', story());
    await changes.actors(actors).lookUpImage({ request }, first.own);
    await changes.actors(actors).classifyExit({ status: { code: 0, signal: undefined } }, second.own);
    expect([first.shown.length, second.shown.length]).toEqual([1, 0]);
  });

  it('leave everything as it is where nobody changes anything', async () => {
    const { actors, inputs } = fakeActors();
    const { own, shown } = tools();
    await new ChangesByHand(request).actors(actors).writeBundle({ request, image, container }, own);
    expect(inputs.get('writeBundle')).toEqual({ request, image, container });
    expect(shown).toEqual([]);
  });

  it('of variables are told to whoever keeps secrets', () => {
    const hidden: string[][] = [];
    new ChangesByHand(request, (variables) => hidden.push([...variables])).change('env PIN=s3cret', story());
    expect(hidden).toEqual([['PIN=s3cret']]);
  });

  it('after the container is made write its memory limit, and nothing else', async () => {
    const written: unknown[] = [];
    const changes = new ChangesByHand(request);
    await changes.display(noDisplay).attach(withCgroup((limits) => written.push(limits)));
    const held = ended('writeBundle', 'startInit', 'attachStreams');
    changes.change('memory 64m', held);
    changes.change('memory none', held);
    expect(written).toEqual([{ memory: { limit: 67_108_864 } }, { memory: { limit: -1 } }]);
    for (const text of ['command x', 'env A=1', 'cap -KILL'])
      expect(changes.change(text, held)).toContain('only the memory limit can still be changed');
  });

  it('are none where the kernel has refused, so that nothing false is told', async () => {
    const changes = new ChangesByHand(request);
    const refuse = () => {
      throw new Error('the kernel has refused');
    };
    await changes.display(noDisplay).attach(withCgroup(refuse));
    expect(() => changes.change('memory 64m', ended('writeBundle', 'attachStreams'))).toThrow('refused');
    const { own, shown } = tools();
    await changes.actors(fakeActors().actors).lookUpImage({ request }, own);
    expect(shown).toEqual([]);
  });

  it('say why they come too early or too late', async () => {
    const changes = new ChangesByHand(request);
    expect(changes.change('memory 64m', ended('writeBundle'))).toContain('being created');
    expect(changes.change('memory 64m', ended('writeBundle', 'attachStreams', 'awaitExit'))).toContain('has ended');
    await changes.display(noDisplay).attach({} as unknown as Container);
    expect(() => changes.change('memory 64m', ended('writeBundle', 'attachStreams'))).toThrow('no cgroup of its own');
  });
});
