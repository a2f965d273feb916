import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeRecord, type BridgeState, type Lease, sortLeases } from '../../../engine/network/bridge-state.ts';
import { acquireLock } from '../../../engine/store/lock.ts';
import { linuxSyscalls } from '../../../engine/syscall/linux.ts';
import { identityOf } from '../../../engine/syscall/process-identity.ts';

const me = identityOf(process.pid)!;
const lease = (container: string, holder = me): Lease => ({
  container,
  address: '10.213.0.2',
  interface: 'lr0',
  holder,
  ports: [],
});
const state: BridgeState = { schemaVersion: 1, subnet: '10.213.0.0/16', firewall: 'nft', leases: [lease('a')] };

let directory: string;
let record: BridgeRecord;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'learn-run-bridge-')), 'records');
  record = new BridgeRecord((path) => acquireLock(path, linuxSyscalls()), directory);
});
afterEach(() => rmSync(join(directory, '..'), { recursive: true }));

describe('the record of the bridge', () => {
  it('is there for everybody once it is written', async () => {
    const lock = await record.lock();
    expect(lock.state).toBeUndefined();
    lock.write(state);
    expect(record.peek()).toEqual(state);
    lock.release();
    const again = await record.lock();
    expect(again.state).toEqual(state);
    again.release();
  });

  it('leaves no file behind when nothing is on record', async () => {
    const lock = await record.lock();
    lock.write(state);
    lock.clear();
    lock.release();
    expect(existsSync(directory)).toBe(false);
  });

  it('is written by one at a time', async () => {
    let holders = 0;
    const take = async () => {
      const lock = await record.lock();
      holders += 1;
      expect(holders).toBe(1);
      await new Promise(setImmediate);
      holders -= 1;
      lock.release();
    };
    await Promise.all(Array.from({ length: 8 }, take));
    expect(existsSync(directory)).toBe(false);
  });

  it.each(['', '{', 'null', '[]', '{"schemaVersion":2,"leases":[]}', '{"schemaVersion":1}'])(
    'is none where it says %j',
    async (text) => {
      const lock = await record.lock();
      lock.write(state);
      lock.release();
      const [name] = readdirSync(directory).filter((one) => one.endsWith('.json'));
      writeFileSync(join(directory, name!), text);
      expect(record.peek()).toBeUndefined();
    },
  );
});

describe('leases', () => {
  it('are free again when their holder is gone, or its pid is somebody else’s', () => {
    const other = lease('b', { ...me, startTime: '1' });
    const before = lease('c', { ...me, bootId: 'an earlier one' });
    expect(sortLeases([lease('a'), other, before])).toEqual({ held: [lease('a')], abandoned: [other, before] });
  });
});
