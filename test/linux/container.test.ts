import {
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContainerOptions } from '../../engine/bundle/container-options.ts';
import { Container } from '../../engine/runtime/container.ts';
import { findLeftovers } from '../../engine/runtime/leftovers.ts';
import { viewProcess } from '../../engine/runtime/process-view.ts';
import { idMappingsOfCaller } from '../../engine/runtime/user-namespace.ts';
import { makeBusyboxBundle, writeSpec } from '../fixtures/bundle.ts';
import { startLauncher } from '../fixtures/launcher.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';

const mappings = idMappingsOfCaller();
let bundle: string;

async function create(
  args: readonly string[],
  options: Partial<ContainerOptions> & { uid?: number; interactive?: boolean } = {},
) {
  const spec = writeSpec(bundle, args, options, options.uid);
  return Container.create(await startLauncher(), { spec, bundle, isInteractive: options.interactive === true });
}

/** Runs the command to its end: what it said and how it ended. */
async function run(script: string, options: Parameters<typeof create>[1] = {}) {
  const container = await create(['sh', '-c', script], options);
  const output = Promise.all([text(container.stdout), text(container.stderr)]);
  await container.start();
  const [stdout, stderr] = await output;
  return { stdout, stderr, ...(await container.exited) };
}

describe.skipIf(whyNoContainers)(
  `Container (${isRoot ? 'root' : 'rootless'})${whyNoContainers ? `: ${whyNoContainers}` : ''}`,
  () => {
    beforeEach(() => {
      bundle = makeBusyboxBundle();
    });
    afterEach(() => {
      expect(findLeftovers(bundle, undefined).mounts).toEqual([]);
      rmSync(bundle, { recursive: true });
    });

    it('runs a program as process 1 of its own, and gives back its exact output and status', async () => {
      const { stdout, stderr, code } = await run('echo $$; echo oops >&2; exit 42');
      expect({ stdout, stderr, code }).toEqual({ stdout: '1\n', stderr: 'oops\n', code: 42 });
    });

    it('holds the process before execve until it is told to start', async () => {
      const container = await create(['sh', '-c', 'echo started']);
      const held = viewProcess(container.pid)!;
      expect(held.commandLine.join(' ')).toContain('init');
      expect(held.pids.at(-1)).toBe(1);
      const output = text(container.stdout);
      await container.start();
      expect(await output).toBe('started\n');
      await container.exited;
    });

    it('keeps the process id from creation to the end: execve replaces the program, not the process', async () => {
      const container = await create(['sleep', '60']);
      const before = container.pid;
      await container.start();
      expect(viewProcess(before)!.commandLine).toEqual(['sleep', '60']);
      await container.destroy();
      expect(viewProcess(before)).toBeUndefined();
    });

    it('gives it namespaces of its own', async () => {
      const container = await create(['sh']);
      const { namespaces } = viewProcess(container.pid)!;
      const own = Object.entries(namespaces).filter(([, { isHosts }]) => !isHosts);
      const expected = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts', ...(isRoot ? [] : ['user'])];
      expect(own.map(([type]) => type).sort()).toEqual(expected.sort());
      await container.destroy();
    });

    it('gives exactly the capabilities that docker gives, and none that could be inherited', async () => {
      const { stdout } = await run('grep ^Cap /proc/self/status');
      expect(stdout.split('\n').slice(0, 5)).toEqual([
        'CapInh:\t0000000000000000',
        'CapPrm:\t00000000a80425fb',
        'CapEff:\t00000000a80425fb',
        'CapBnd:\t00000000a80425fb',
        'CapAmb:\t0000000000000000',
      ]);
    });

    it('leaves no capability to an ordinary user inside', async () => {
      const hasIds = isRoot || mappings!.uidMappings.length > 1;
      const { stdout } = await run('id -u; grep -E "CapPrm|CapEff" /proc/self/status', {
        uid: hasIds ? 1000 : 0,
        capDrop: hasIds ? [] : ['ALL'],
      });
      expect(stdout).toBe(`${hasIds ? 1000 : 0}\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n`);
    });

    it('inherits no descriptor but the three, and blocks or ignores no signal', async () => {
      // The fourth is the directory that the shell itself is reading.
      expect((await run('cd /proc/$$/fd && echo *')).stdout).toBe('0 1 2 3\n');
      const container = await create(['grep', '-E', 'SigBlk|SigIgn', '/proc/self/status']);
      const output = text(container.stdout);
      await container.start();
      expect(await output).toBe('SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n');
    });

    it('connects the output by pipes, so that /dev/stdout can be opened', async () => {
      const { stdout, stderr } = await run('echo out >/dev/stdout; echo err >/dev/stderr');
      expect({ stdout, stderr }).toEqual({ stdout: 'out\n', stderr: 'err\n' });
    });

    it('hands stdin over to the last byte, and its end', async () => {
      const container = await create(['cat'], { interactive: true });
      const output = text(container.stdout);
      await container.start();
      container.stdin!.end('one\ntwo');
      expect(await output).toBe('one\ntwo');
      expect((await container.exited).code).toBe(0);
    });

    it('gives /dev/null as stdin where nobody asked for more', async () => {
      expect((await run('cat; echo end')).stdout).toBe('end\n');
    });

    it('tells the signal that killed the program', async () => {
      const container = await create(['sleep', '60']);
      await container.start();
      container.kill('SIGKILL');
      expect(await container.exited).toMatchObject({ code: undefined, signal: 'SIGKILL', bits: 9 });
    });

    it('shows the container its own host name, a loopback interface that is up, and nothing of the host', async () => {
      const { stdout } = await run('hostname; grep -c : /proc/net/dev; grep -c . /proc/net/if_inet6; ls /');
      expect(stdout).toBe('0123456789ab\n1\n1\nbin\ndev\netc\nproc\nsys\ntmp\n');
    });

    it('protects what docker protects in /proc and /sys', async () => {
      const { stdout, stderr } = await run(
        'cat /proc/keys /proc/timer_list | head -c 10; ls /sys/firmware; echo 1 >/proc/sys/kernel/hostname; mkdir /sys/x',
      );
      expect(stdout).toBe('');
      expect(stderr).toMatch(/Read-only file system[\s\S]*Read-only file system/);
    });

    it('makes the root read-only where it was asked for, and leaves /dev and /dev/shm writable', async () => {
      const { stderr, stdout } = await run('touch /x; touch /dev/shm/y && echo ok', { readOnly: true });
      expect(stderr).toContain('Read-only file system');
      expect(stdout).toBe('ok\n');
    });

    it('makes a working directory that the image lacks', async () => {
      expect((await run('pwd', { workingDirectory: '/new/place' })).stdout).toBe('/new/place\n');
    });

    it('sets no_new_privs where it was asked for', async () => {
      expect((await run('grep NoNewPrivs /proc/self/status', { noNewPrivileges: true })).stdout).toBe(
        'NoNewPrivs:\t1\n',
      );
    });

    it('sets the limits that were asked for', async () => {
      expect((await run('ulimit -n; ulimit -Hn', { ulimits: ['nofile=100:200'] })).stdout).toBe('100\n200\n');
    });

    it('kills everything inside when the first process ends', async () => {
      const { stdout } = await run('sleep 1000 & echo done');
      expect(stdout).toBe('done\n');
    });

    it.each([
      ['a program that is not there', ['nope'], 'EXEC_NOT_FOUND', 'executable file not found in $PATH'],
      ['a directory', ['/tmp'], 'EXEC_NOT_EXECUTABLE', 'is a directory'],
    ])('refuses to create a container for %s, and leaves nothing', async (_, args, code, message) => {
      await expect(create(args)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    });

    it('says at the start what execve alone can find out', async () => {
      writeFileSync(join(bundle, 'rootfs/bin/script'), '#!/bin/missing\n', { mode: 0o755 });
      const container = await create(['script']);
      await expect(container.start()).rejects.toMatchObject({
        code: 'EXEC_NOT_FOUND',
        hint: expect.stringContaining('/bin/missing'),
      });
      await container.destroy();
    });

    it.each(['/proc', '/sys'])(
      'refuses an image in which %s is a link (CVE-2019-19921, CVE-2023-27561)',
      async (path) => {
        mkdirSync(join(bundle, 'rootfs/fake'));
        symlinkSync('fake', join(bundle, 'rootfs', path));
        await expect(create(['sh'])).rejects.toMatchObject({
          code: 'CONFIG_INVALID',
          message: expect.stringContaining('ordinary directory'),
        });
      },
    );

    it('makes nothing on the host through an image whose /dev is a link (CVE-2026-41579)', async () => {
      mkdirSync(join(bundle, 'victim'));
      symlinkSync(join(bundle, 'victim'), join(bundle, 'rootfs/dev'));
      await create(['sh']);
      expect(readdirSync(join(bundle, 'victim'))).toEqual([]);
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain('victim');
    });

    it.each([3, 4, 5, 9, 20])(
      'refuses a working directory that is descriptor %i of init (CVE-2024-21626)',
      async (fd) => {
        await expect(create(['sh'], { workingDirectory: `/proc/self/fd/${fd}` })).rejects.toMatchObject({
          code: 'CONFIG_INVALID',
        });
      },
    );

    it.each([
      ['by its name in /proc', '/proc/self/exe', undefined],
      ['through a link', '/bin/link', (root: string) => symlinkSync('/proc/self/exe', join(root, 'bin/link'))],
    ] as const)('does not run its own init as the program, %s (CVE-2019-5736)', async (_, program, prepare) => {
      prepare?.(join(bundle, 'rootfs'));
      await expect(create([program])).rejects.toMatchObject({ code: 'EXEC_NOT_EXECUTABLE' });
    });

    it('runs its init from memory that is sealed, whoever gets hold of it (CVE-2019-5736)', async () => {
      const container = await create(['sh']);
      expect(readlinkSync(`/proc/${container.pid}/exe`)).toBe('/memfd:learn-run-init (deleted)');
      expect(() => openSync(`/proc/${container.pid}/exe`, 'r+')).toThrow(/EPERM|ETXTBSY/);
      await container.destroy();
      writeFileSync(join(bundle, 'rootfs/bin/script'), '#!/proc/self/exe -e\n', { mode: 0o755 });
      const script = await create(['/bin/script']);
      await script.start();
      expect(await script.exited).toMatchObject({ code: 0 });
    });

    it('can be thrown away before it was told what to make', async () => {
      const launcher = await startLauncher();
      const { stub } = await launcher.fork();
      await launcher.kill();
      expect(viewProcess(stub.pid)).toBeUndefined();
    });

    it('waits before each kernel call where somebody steps, and tells what it is about to do', async () => {
      const turns: string[] = [];
      const spec = writeSpec(bundle, ['sh', '-c', 'exit 3']);
      const onTurn = async (call: string) => void turns.push(call);
      const container = await Container.create(await startLauncher(), {
        spec,
        bundle,
        isInteractive: false,
        onTurn,
      });
      expect(turns).toContain('pivot_root(".", ".")');
      await container.start(onTurn);
      expect(turns.at(-1)).toMatch(/^execve\("\/bin\/sh"/);
      expect((await container.exited).code).toBe(3);
    });
  },
);
