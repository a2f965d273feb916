import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../engine/image/digest.ts';
import { snapshotKeys } from '../../../engine/store/snapshot-keys.ts';

const [LOW, HIGH] = [digestOf('low'), digestOf('high')];

describe('snapshotKeys', () => {
  it('calls a layer by its diffID where it stands alone, and by its chainID where it leans on those below', () => {
    expect(snapshotKeys([LOW, HIGH])[1]).toEqual({ alone: HIGH, inPlace: digestOf(`${LOW} ${HIGH}`) });
  });

  it('tells a lowest layer that must stay the lowest from one that may stand anywhere', () => {
    const [lowest] = snapshotKeys([LOW]);
    expect(lowest!.alone).toBe(LOW);
    expect(lowest!.inPlace).not.toBe(LOW);
    expect(snapshotKeys([HIGH, LOW])[1]!.inPlace).not.toBe(lowest!.inPlace);
  });
});
