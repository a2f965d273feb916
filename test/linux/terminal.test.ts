import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerOptions } from '../../engine/bundle/container-options.ts';
import { Container } from '../../engine/runtime/container.ts';
import { findLeftovers } from '../../engine/runtime/leftovers.ts';
import { idMappingsOfCaller } from '../../engine/runtime/user-namespace.ts';
import { makeBusyboxBundle, writeSpec } from '../fixtures/bundle.ts';
import { startLauncher } from '../fixtures/launcher.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';

const mappings = idMappingsOfCaller();
const hasIds = isRoot || mappings!.uidMappings.length > 1;
let bundle: string;

async function create(args: readonly string[], options: Partial<ContainerOptions> & { uid?: number } = {}) {
  const spec = writeSpec(bundle, args, { ...options, tty: true }, options.uid);
  return Container.create(await startLauncher(true), { spec, bundle, isInteractive: true });
}

/** Runs the script to its end: what the terminal showed. */
async function run(script: string, options: Parameters<typeof create>[1] = {}) {
  const container = await create(['sh', '-c', script], options);
  await container.start();
  const shown = await buffer(container.stdout);
  const { code } = await container.exited;
  return { shown: shown.toString(), code };
}

/** Starts the command and keeps what the terminal shows, to be waited for. */
async function typing(args: readonly string[]) {
  const container = await create(args);
  let shown = '';
  container.stdout.on('data', (chunk: Buffer) => (shown += chunk));
  await container.start();
  const shows = (text: string | RegExp) =>
    vi.waitFor(() => {
      if (!(typeof text === 'string' ? shown.includes(text) : text.test(shown)))
        throw new Error(`not shown yet: ${text}\n${shown}`);
    }, 10_000);
  return { container, shows, type: (text: string) => container.stdin!.write(text) };
}

describe.skipIf(whyNoContainers)(
  `a terminal of a container (${isRoot ? 'root' : 'rootless'})${whyNoContainers ? `: ${whyNoContainers}` : ''}`,
  () => {
    beforeEach(() => {
      bundle = makeBusyboxBundle();
    });
    afterEach(() => {
      expect(findLeftovers(bundle, undefined).mounts).toEqual([]);
      rmSync(bundle, { recursive: true });
    });

    it("is the first one of the container's own devpts, under all its names", async () => {
      const { shown } = await run('tty; for fd in 0 1 2; do readlink /proc/$$/fd/$fd; done; echo $TERM');
      expect(shown).toBe(`${'/dev/pts/0\r\n'.repeat(4)}xterm\r\n`);
    });

    it('is the console, and the controlling terminal of the session that the program leads', async () => {
      const { shown } = await run('stat -c %t:%T /dev/console; echo yes >/dev/tty; cut -d" " -f5-8 /proc/self/stat');
      expect(shown).toMatch(/^88:0\r\nyes\r\n1 1 34816 /);
    });

    it("belongs to the container's user, in the group tty where there is one", async () => {
      const uid = hasIds ? 1000 : 0;
      const { shown } = await run('stat -c %u:%g:%a /dev/pts/0; test -w /dev/tty && echo writable', { uid });
      expect(shown).toBe(`${uid}:${hasIds ? 5 : 0}:620\r\nwritable\r\n`);
    });

    it('can be let go of, and the program be ended all the same by whoever has let go', async () => {
      const { container, shows } = await typing(['sh', '-c', 'echo up; sleep 1000']);
      await shows('up');
      void container.exited;
      await container.handOver();
      await container.destroy();
      expect(() => process.kill(container.pid, 0)).toThrow('ESRCH');
    });

    it('has the size that it is given at the start, and tells the program of a new one', async () => {
      expect((await run('stty size', { consoleSize: { height: 12, width: 34 } })).shown).toBe('12 34\r\n');
      const { container, shows } = await typing([
        'sh',
        '-c',
        'trap "stty size; exit" WINCH; echo up; while :; do sleep 1; done',
      ]);
      await shows('up');
      container.terminal!.resize({ rows: 50, columns: 132 });
      await shows('50 132');
      await container.exited;
      container.terminal!.resize({ rows: 1, columns: 1 });
    });

    it('carries a megabyte out byte for byte, and nothing is lost at the end', async () => {
      const bytes = Buffer.from(Array.from({ length: 1 << 20 }, (_, at) => (at * 31 + (at >> 8)) & 0xff));
      writeFileSync(join(bundle, 'rootfs/data'), bytes);
      const container = await create(['sh', '-c', 'stty raw; cat /data']);
      await container.start();
      const shown = await buffer(container.stdout);
      expect(sha256(shown)).toBe(sha256(bytes));
    });

    it('shows all of a short output, however late somebody looks', async () => {
      const container = await create(['sh', '-c', 'stty raw; head -c 3000 /dev/zero']);
      await container.start();
      await container.exited;
      expect((await buffer(container.stdout)).length).toBe(3000);
    });

    it('carries a megabyte in byte for byte', async () => {
      const bytes = Buffer.from(Array.from({ length: 1 << 20 }, (_, at) => (at * 17 + (at >> 9)) & 0xff));
      const { container, shows } = await typing([
        'sh',
        '-c',
        'stty raw -echo; echo ready; head -c 1048576 | sha256sum',
      ]);
      await shows('ready');
      container.stdin!.write(bytes);
      await shows(sha256(bytes));
      await container.exited;
    });

    it('lets a shell stop, continue and interrupt its jobs', async () => {
      const { container, shows, type } = await typing(['sh', '-i']);
      await shows('# ');
      type('sleep 100\r');
      await shows('sleep 100\r\n');
      await untilForeground(container.pid);
      type('\x1a');
      await shows('Stopped');
      type('jobs; fg\r');
      await shows(/Stopped[\s\S]*Stopped[\s\S]*sleep 100\r\n$/);
      await untilForeground(container.pid);
      type('\x03');
      await shows(/\^C\r\n/);
      type('exit 7\r');
      expect((await container.exited).code).toBe(7);
    });

    it('ends with the program, even where nobody has read what it wrote', async () => {
      const { container, shows } = await typing(['sh', '-c', 'echo up; sleep 1000']);
      await shows('up');
      container.kill('SIGKILL');
      expect(await container.exited).toMatchObject({ code: undefined, signal: 'SIGKILL' });
      await container.destroy();
    });

    it('is not made through an image whose /dev leads elsewhere (CVE-2025-52565)', async () => {
      mkdirSync(join(bundle, 'victim'));
      symlinkSync(join(bundle, 'victim'), join(bundle, 'rootfs/dev'));
      await expect(create(['sh'])).rejects.toThrow('symbolic link');
    });
  },
);

/** Waits until another process group than the shell's own is in the foreground. @see proc_pid_stat(5) tpgid */
async function untilForeground(pid: number): Promise<void> {
  await vi.waitFor(() => {
    const [pgrp, , , tpgid] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(2);
    if (pgrp === tpgid) throw new Error('the shell itself is in the foreground');
  }, 15_000);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
