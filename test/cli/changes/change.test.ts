import { describe, expect, it } from 'vitest';
import { readChange } from '../../../cli/changes/change.ts';
import { readHostFacts } from '../../../engine/bundle/host-facts.ts';
import { request } from '../../fixtures/run-values.ts';

const host = readHostFacts();
const change = (text: string, process: object = {}) =>
  readChange(text, { ...request, process: { ...request.process, ...process } }, host);

describe('a change by hand', () => {
  it('of the command takes words as a shell would cut them', () => {
    const { told, request: changed } = change(`command sh -c 'echo "a b"'`);
    expect(changed.process.args).toEqual(['sh', '-c', 'echo "a b"']);
    expect(told).toMatchObject({ field: 'command', before: "the image's own", after: 'sh -c echo "a b"' });
  });

  it('of a variable sets, replaces and takes away, and tells no value', () => {
    expect(change('env A=1').request.process.env).toEqual(['A=1']);
    expect(change('env A=2 3', { env: ['A=1', 'B=1'] }).request.process.env).toEqual(['B=1', 'A=2 3']);
    expect(change('env A', { env: ['A=1'] }).request.process.env).toEqual(['A']);
    expect(JSON.stringify(change('env PIN=s3cret').told)).not.toContain('s3cret');
  });

  it('of the memory limit takes sizes as docker does, or none', () => {
    expect(change('memory 64m').request.process.resources).toEqual({ memory: 67_108_864 });
    expect(change('memory none', { resources: { memory: 67_108_864, pidsLimit: 5 } })).toMatchObject({
      told: { before: '67108864 bytes', after: 'no limit' },
      request: { process: { resources: { memory: 0, pidsLimit: 5 } } },
    });
  });

  it('of a capability gives or takes, and takes back what options have said before', () => {
    expect(change('cap -KILL').request.process.capDrop).toEqual(['KILL']);
    const back = change('cap +kill', { capDrop: ['CAP_KILL', 'CHOWN'] });
    expect(back.request.process).toMatchObject({ capAdd: ['kill'], capDrop: ['CHOWN'] });
    expect(back.told).toMatchObject({ before: '12 capabilities', after: '13 capabilities, with CAP_KILL' });
  });

  it.each([
    ['', /expected command WORDS/],
    ['command', /expected command WORDS/],
    ['colour red', /cannot change "colour red"/],
    ['memory lots', /cannot change the memory limit: invalid size/],
    ['memory 1k', /Minimum memory limit allowed is 6MB/],
    ['cap KILL', /expected \+NET_RAW or -KILL/],
    ['cap +NONSENSE', /NONSENSE/],
    ['env =x', /expected NAME=value/],
    ['env A B=x', /expected NAME=value/],
    ['__proto__ x', /cannot change/],
  ])('%j is refused with a reason', (text, reason) => {
    expect(() => change(text)).toThrow(reason);
  });
});
