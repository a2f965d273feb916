import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { EM_AARCH64, EM_RISCV, EM_X86_64, elfExecutable } from '../../engine/elf/executable.ts';
import { addRunnable } from '../fixtures/busybox-image.ts';
import { givenBusybox } from '../fixtures/given-busybox.ts';
import { expectNothingLeft, processesOf } from '../fixtures/host-state.ts';
import { whyNoContainers } from '../fixtures/privileges.ts';
import type { FixtureRegistry } from '../fixtures/registry.ts';
import { endingOf, Sandbox } from '../fixtures/sandbox.ts';
import { file } from '../fixtures/tar-blocks.ts';

let registry: FixtureRegistry;
let busybox: string;
/** Has the image already, so that the tests start with the container. */
let sandbox: Sandbox;

givenBusybox(
  { unless: whyNoContainers, extra: [file('bin/crash', programThatCrashes(), { mode: 0o755 })] },
  (given) => {
    ({ registry, busybox, sandbox } = given);
  },
);

/** A program whose first instruction is at address 0, where nothing is. @see elf(5) e_entry */
function programThatCrashes(): Buffer {
  const machines: Record<string, number> = { x64: EM_X86_64, arm64: EM_AARCH64, riscv64: EM_RISCV };
  const program = Buffer.from(elfExecutable(machines[process.arch]!, Buffer.alloc(16), Buffer.alloc(0)));
  program.writeBigUInt64LE(0n, 24);
  return program;
}

/** Starts the container and waits until its program runs; its process on the host. */
async function running(...args: readonly string[]) {
  const child = sandbox.start(args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ending = endingOf(child);
  const command = args.slice(args.indexOf(busybox) + 1).join(' ');
  const pid = await vi.waitFor(() => {
    const found = processesOf(sandbox.base).find((process) => process.command === command);
    if (found === undefined) throw new Error(`${command} does not run yet`);
    return found.pid;
  }, 10_000);
  return { child, ending, pid };
}

describe.skipIf(whyNoContainers)(`what ends a container${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('is told to the shell: the exit code of the program, the whole byte of it', async () => {
    const codes = [0, 1, 42, 125, 255];
    const endings = await Promise.all(codes.map((code) => sandbox.run([busybox, 'sh', '-c', `exit ${code}`])));
    expect(endings).toEqual(codes.map((status) => ({ stdout: '', stderr: '', status })));
    await expectNothingLeft(sandbox);
  });

  it('is told to the shell: 128 and the signal that killed the program', async () => {
    const crash = sandbox.run([busybox, 'crash']);
    const terminated = sandbox.run([busybox, 'sh', '-c', "sh -c 'kill -TERM $$'; exit $?"]);
    const { pid, ending: killed } = await running(busybox, 'sleep', '1000');
    process.kill(pid, 'SIGKILL');
    const endings = await Promise.all([crash, terminated, killed]);
    expect(endings.map(({ status }) => status)).toEqual([139, 143, 137]);
    for (const ending of endings) await expectNothingLeft(sandbox, ending);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('may be %s to learn-run, where signals are not handed on', async (signal, status) => {
    const { child, ending } = await running('--sig-proxy=false', busybox, 'sleep', '1001');
    child.kill(signal);
    expect((await ending).status).toBe(status);
    await expectNothingLeft(sandbox, await ending);
  });

  it('is on record as a kill where a container is kept whose learn-run was told to end', async () => {
    const { child, ending } = await running('--keep', '--name=kept', '--sig-proxy=false', busybox, 'sleep', '1004');
    child.kill('SIGINT');
    expect((await ending).status).toBe(130);
    const { stdout } = await sandbox.run(['inspect', '-f', '{{.State.Status}} {{.State.ExitCode}}', 'kept']);
    await sandbox.run(['rm', 'kept']);
    expect(stdout).toBe('exited 137\n');
  });

  it.each(['INT', 'TERM', 'HUP', 'QUIT', 'USR1', 'USR2', 'WINCH', 'TSTP'])(
    'may be what the program makes of SIG%s to learn-run',
    async (name) => {
      const script = `trap 'echo got ${name}; exit 5' ${name}; echo ready; while :; do sleep 0.1; done`;
      const child = sandbox.start([busybox, 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
      const ending = endingOf(child);
      await once(child.stdout!, 'data');
      child.kill(`SIG${name}` as NodeJS.Signals);
      expect(await ending).toMatchObject({ stdout: `ready\ngot ${name}\n`, status: 5 });
    },
  );

  it('may be the end of a service: who stops one sends the signal to all of its processes', async () => {
    const { child, ending, pid } = await running(
      busybox,
      'sh',
      '-c',
      "trap 'echo bye; exit 3' TERM; while :; do sleep 0.1; done",
    );
    const launcher = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
    for (const one of [launcher, child.pid!]) process.kill(one, 'SIGTERM');
    expect(await ending).toEqual({ status: 3, stdout: 'bye\n', stderr: '' });
    await expectNothingLeft(sandbox);
  });

  it('may be the third Ctrl-C, where process 1 has no ear for the first two', async () => {
    const child = sandbox.start([busybox, 'sh', '-c', 'echo $$; exec sleep 1003'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ending = endingOf(child);
    // Signals are handed on from when its output is carried; its process is there a moment before.
    await once(child.stdout!, 'data');
    const { pid } = await vi.waitFor(() => {
      const found = processesOf(sandbox.base).find(({ command }) => command === 'sleep 1003');
      if (found === undefined) throw new Error('sleep does not run yet');
      return found;
    }, 10_000);
    for (let press = 0; press < 2; press++) child.kill('SIGINT');
    expect(processesOf(sandbox.base).some((process) => process.pid === pid)).toBe(true);
    await vi.waitFor(() => {
      child.kill('SIGINT');
      if (child.exitCode === null && processesOf(sandbox.base).some((process) => process.pid === pid))
        throw new Error('still there');
    }, 5000);
    expect((await ending).status).toBe(137);
    await expectNothingLeft(sandbox, await ending);
  });

  it('may be the stop signal, at the second Ctrl-C', async () => {
    const script = "trap 'exit 6' USR1; trap 'echo not me' INT; echo ready; while :; do sleep 0.1; done";
    const child = sandbox.start(['--stop-signal=USR1', busybox, 'sh', '-c', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ending = endingOf(child);
    await once(child.stdout!, 'data');
    child.kill('SIGINT');
    await once(child.stdout!, 'data');
    child.kill('SIGINT');
    expect(await ending).toMatchObject({ stdout: 'ready\nnot me\n', status: 6 });
  });

  it('may be the death of learn-run: the container dies with it, and the next run removes what is left', async () => {
    const { child, ending } = await running(busybox, 'sleep', '1002');
    child.kill('SIGKILL');
    await ending;
    await vi.waitFor(() => expect(processesOf(sandbox.base)).toEqual([]), 5000);
    expect(sandbox.containers).toHaveLength(1);
    expect((await sandbox.run([busybox, 'true'])).status).toBe(0);
    await expectNothingLeft(sandbox);
  });
});

describe('a signal before the container is there', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s during a pull ends it with %i, and the next pull goes on', async (signal, status) => {
    using own = new Sandbox();
    const large = file('large', Buffer.alloc(50_000, signal));
    const { image, layer } = addRunnable(registry, `slow-${signal.toLowerCase()}`, [large]);
    let isStalling = true;
    const asked = Promise.withResolvers<void>();
    registry.on((_, response, { path }) => {
      if (!isStalling || !path.includes(layer)) return false;
      const bytes = registry.blobs.get(layer)!;
      response.writeHead(200, { 'content-length': String(bytes.length) });
      response.write(bytes.subarray(0, 1000), () => asked.resolve());
      return true;
    });
    const child = own.start(['run', image]);
    const ending = endingOf(child);
    await asked.promise;
    child.kill(signal);
    const { stdout, stderr, status: actual } = await ending;
    expect({ stdout, actual }).toEqual({ stdout: '', actual: status });
    expect(stderr).not.toMatch(/^\s+at /m);
    isStalling = false;
    expect((await own.run(['pull', image])).status).toBe(0);
    await expectNothingLeft(own);
  });
});

describe.skipIf(whyNoContainers)(`the streams${whyNoContainers ? `: ${whyNoContainers}` : ''}`, () => {
  it('carry 50 MB byte for byte, in flat memory', async () => {
    const child = sandbox.start([busybox, 'sh', '-c', 'head -c 52428800 /dev/zero; echo end >&2'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hash = createHash('sha256');
    let size = 0;
    let peak = 0;
    child.stdout!.on('data', (chunk: Buffer) => {
      if (size >> 20 !== (size + chunk.length) >> 20) peak = Math.max(peak, peakMemory(child.pid!));
      size += chunk.length;
      hash.update(chunk);
    });
    const [status] = await once(child, 'close');
    expect({ status, size }).toEqual({ status: 0, size: 52_428_800 });
    expect(hash.digest('hex')).toBe(createHash('sha256').update(Buffer.alloc(52_428_800)).digest('hex'));
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThan(200 << 20);
    await expectNothingLeft(sandbox);
  });

  it('carry stdin with -i, byte for byte, and no stdin without', async () => {
    const input = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 31) & 0x7f));
    const [withIt, without] = await Promise.all([
      sandbox.run(['-i', busybox, 'cat'], { input }),
      sandbox.run([busybox, 'cat'], { input }),
    ]);
    expect(withIt).toEqual({ stdout: input.toString(), stderr: '', status: 0 });
    expect(without).toEqual({ stdout: '', stderr: '', status: 0 });
  });

  it('may lose their reader: yes | head ends, and learn-run does not complain', async () => {
    const child = sandbox.start([busybox, 'yes'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    child.stderr!.on('data', (chunk: Buffer) => said.push(chunk));
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const [status] = await once(child, 'close');
    // What yes itself says: as process 1 it is not ended by SIGPIPE, but finds out from its next write. pid_namespaces(7)
    expect(Buffer.concat(said).toString()).toMatch(/^yes: .*Broken pipe\n$/);
    expect(status).toBe(1);
    await expectNothingLeft(sandbox);
  });

  it('may lead to a full disk: that ends the run with one clear line', async () => {
    const under = ['sh', '-c', 'exec "$@" >/dev/full', 'sh'];
    const ending = await sandbox.run([busybox, 'sh', '-c', 'yes | head -c 100000'], { under });
    expect(ending.stderr).toMatch(/^learn-run: .*no space left/m);
    await expectNothingLeft(sandbox, ending);
  });
});

/** The most memory that the process has had at once, in bytes; 0 where it is gone. */
function peakMemory(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return 0;
  }
}
