// The verdicts of the kernel on what device-filter.ts attaches to a cgroup, one policy after the other.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync } from 'node:fs';
import test from 'node:test';
import type { DeviceRule } from '../../engine/bundle/runtime-spec.ts';
import { devicePolicy } from '../../engine/cgroup/devices/rules.ts';
import { filterDevices } from '../../engine/runtime/device-filter.ts';
import { queryDevicePrograms } from '../../engine/stub/calls/bpf.ts';
import { open } from '../../engine/stub/calls/files.ts';
import { startStub } from '../fixtures/launcher.ts';

const CGROUP = '/sys/fs/cgroup/device-filter';
const rule = (allow: boolean, type: string, major?: number, minor?: number, access = 'rwm'): DeviceRule =>
  ({ allow, type, access, ...(major !== undefined && { major }), ...(minor !== undefined && { minor }) }) as DeviceRule;
const NOTHING = rule(false, 'a');
const ALL = rule(true, 'a');

/** What can be done under each list of rules: read and write /dev/zero and /dev/null, read the disk, make a node of it. */
const CASES: readonly [title: string, rules: readonly DeviceRule[], verdicts: string][] = [
  ['nothing', [NOTHING], '------'],
  ['all', [ALL], 'rwrwrm'],
  ['one device', [NOTHING, rule(true, 'c', 1, 5)], 'rw----'],
  ['one device for reading', [NOTHING, rule(true, 'c', 1, 5, 'r')], 'r-----'],
  ['one device for writing', [NOTHING, rule(true, 'c', 1, 3, 'w')], '---w--'],
  ['a major number', [NOTHING, rule(true, 'c', 1)], 'rwrw--'],
  ['block devices only', [NOTHING, rule(true, 'b')], '----rm'],
  ['to make nodes', [NOTHING, rule(true, 'b', undefined, undefined, 'm')], '-----m'],
  ['all but one', [ALL, rule(false, 'c', 1, 5)], '--rwrm'],
  ['all but to write one', [ALL, rule(false, 'c', 1, 5, 'w')], 'r-rwrm'],
  ['one, of which a part is taken back', [NOTHING, rule(true, 'c', 1, 3), rule(false, 'c', 1, 3, 'r')], '---w--'],
  ['one that was forbidden before', [NOTHING, rule(false, 'c', 1, 5), rule(true, 'c', 1, 5)], 'rw----'],
];

const PROBE = `echo $$ >${CGROUP}/cgroup.procs
  may() { (eval "$2") 2>&- && printf %s "$1" || printf %s -; }
  may r ': </dev/zero'; may w ': >>/dev/zero'; may r ': </dev/null'; may w ': >>/dev/null'
  may r ': </dev/vda'; may m 'mknod /tmp/probe b 254 0'; rm -f /tmp/probe`;

mkdirSync(CGROUP);
const stub = await startStub();
for (const [title, rules, verdicts] of CASES) {
  await test(`allows ${title}`, async () => {
    await filterDevices(stub, CGROUP, devicePolicy(rules));
    assert.equal(spawnSync('sh', ['-c', PROBE], { encoding: 'utf8' }).stdout, verdicts);
  });
}
await test('takes the place of the program before it', async () => {
  assert.equal((await stub.call(queryDevicePrograms(await stub.call(open(CGROUP))))).length, 1);
});
stub.close();
rmdirSync(CGROUP);
