import { describe, expect, it } from 'vitest';
import { everyId, idMappingsFor, isSingleId } from '../../../engine/runtime/id-mappings.ts';
import fc from '../../fixtures/properties.ts';

const learner = { uid: 1001, gid: 1002, userName: 'learner', hasMappingTools: true };

describe('idMappingsFor', () => {
  it('makes the caller root inside, and the rest from the ranges in /etc/subuid and /etc/subgid', () => {
    const maps = idMappingsFor({
      ...learner,
      subuid: 'other:1:5\nlearner:100000:65536\n',
      subgid: 'learner:200000:65536',
    });
    expect(maps).toEqual({
      uidMappings: [
        { containerID: 0, hostID: 1001, size: 1 },
        { containerID: 1, hostID: 100000, size: 65536 },
      ],
      gidMappings: [
        { containerID: 0, hostID: 1002, size: 1 },
        { containerID: 1, hostID: 200000, size: 65536 },
      ],
    });
  });

  it('takes entries by number, and stacks several ranges', () => {
    const { uidMappings } = idMappingsFor({ ...learner, subuid: '1001:500:10\nlearner:900:5', subgid: 'learner:1:1' });
    expect(uidMappings.slice(1)).toEqual([
      { containerID: 1, hostID: 500, size: 10 },
      { containerID: 11, hostID: 900, size: 5 },
    ]);
  });

  it.each([
    ['there is no range', { subuid: '', subgid: '' }],
    ['only users have a range, not groups', { subuid: 'learner:100000:65536', subgid: '' }],
    ['newuidmap is not installed', { subuid: 'learner:1:9', subgid: 'learner:1:9', hasMappingTools: false }],
    ['the range is empty', { subuid: 'learner:100000:0', subgid: 'learner:100000:0' }],
    ['the line is damaged', { subuid: 'learner:ten:many', subgid: 'learner:100000' }],
  ])('maps the one id where %s', (_, files) => {
    const maps = idMappingsFor({ ...learner, ...files });
    expect(isSingleId(maps)).toBe(true);
    expect(maps.gidMappings).toEqual([{ containerID: 0, hostID: 1002, size: 1 }]);
  });

  it('never maps an id inside twice, whatever the files say', () => {
    const line = fc.tuple(fc.nat(2 ** 31), fc.nat(70000)).map(([start, count]) => `learner:${start}:${count}`);
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { uidMappings } = idMappingsFor({ ...learner, subuid: lines.join('\n'), subgid: 'learner:1:1' });
        let next = 0;
        for (const { containerID, size } of uidMappings) {
          expect(containerID).toBe(next);
          next += size;
        }
      }),
    );
  });
});

describe('everyId', () => {
  it('maps each id of a user namespace to itself, whatever it is outside', () => {
    expect(everyId('         0       1000          1\n         1     100000      65536\n')).toEqual([
      { containerID: 0, hostID: 0, size: 1 },
      { containerID: 1, hostID: 1, size: 65536 },
    ]);
  });

  it('tells one id from a line of many', () => {
    const of = (map: string) => ({ uidMappings: everyId(map), gidMappings: everyId(map) });
    expect([isSingleId(of('0 1000 1\n')), isSingleId(of('0 100000 65536\n'))]).toEqual([true, false]);
  });
});
