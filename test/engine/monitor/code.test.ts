import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOG_FILES } from '../../../engine/log/log-entry.ts';
import { openLog } from '../../../engine/log/log-writer.ts';
import { readLog } from '../../../engine/log/read-log.ts';
import { MONITOR_CODE } from '../../../engine/monitor/code.ts';
import { MONITOR_FD, pollPlan } from '../../../engine/monitor/descriptors.ts';
import { monitorExecutable } from '../../../engine/monitor/executable.ts';
import { parseStatus, STATUS_SIZE } from '../../../engine/monitor/status-file.ts';
import { canDisassemble, disassembled, emulatorFor, PROCESSORS, told, whyNotRun } from '../../fixtures/machine-code.ts';

const SOURCE = new URL('../../../engine/monitor/code.ts', import.meta.url);

let programs: string;
beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'learn-run-monitor-'));
  for (const { name, node } of PROCESSORS) {
    writeFileSync(join(programs, name), monitorExecutable(node)!, { mode: 0o755 });
    writeFileSync(join(programs, `${name}-128k`), monitorExecutable(node, 128 * 1024)!, { mode: 0o755 });
  }
});
afterAll(() => rmSync(programs, { recursive: true }));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-monitored-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A process that was started with the descriptors of a monitor. */
interface Started {
  readonly child: ChildProcess;
  readonly output: Writable;
  readonly errors: Writable;
  /** Ends what the monitor takes for the container's first process. */
  readonly endInit: () => void;
}

/** Resolves when the kernel has it: whoever ends has read what was there, and resets the connection for what comes later. */
const written = (stream: Writable, bytes: Buffer) =>
  new Promise<void>((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });

/** What is not as it mostly is. */
interface Wanted {
  readonly socket?: number;
  readonly program?: string;
  readonly files?: readonly string[];
}

describe.each(PROCESSORS)('the monitor for $name', (processor) => {
  it.skipIf(!canDisassemble)(
    'is the instructions that its comments say (needs: apt-get install binutils-multiarch)',
    () => {
      const instructions = told(SOURCE, processor);
      expect(instructions).toEqual(disassembled(MONITOR_CODE, processor));
      expect(instructions.length).toBeGreaterThan(180);
    },
  );

  const reason = whyNotRun(processor);
  describe.skipIf(reason)(`run as a process${reason ? `: ${reason}` : ''}`, () => {
    /** Init is a pipe here: its end looks to poll(2) as that of a process, and there is nothing to be waited for. */
    const start = (script: string, { socket, program = processor.name, files = LOG_FILES }: Wanted = {}): Started => {
      writeFileSync(join(directory, 'status'), Buffer.alloc(STATUS_SIZE));
      writeFileSync(join(directory, 'plan'), pollPlan({ hasErrors: true, hasTimer: false, callers: socket ? 1 : 0 }));
      const given: Record<number, number | 'pipe'> = {
        0: openSync('/dev/null', 'r'),
        1: openSync('/dev/null', 'w'),
        2: openSync('/dev/null', 'w'),
        [MONITOR_FD.plan]: openSync(join(directory, 'plan'), 'r'),
        [MONITOR_FD.output]: 'pipe',
        [MONITOR_FD.errors]: 'pipe',
        [MONITOR_FD.init]: 'pipe',
        [MONITOR_FD.directory]: openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY),
        [MONITOR_FD.log]: files === LOG_FILES ? openLog(directory) : openSync(files[0]!, 'a'),
        [MONITOR_FD.status]: openSync(join(directory, 'status'), 'r+'),
        ...(socket && { [MONITOR_FD.firstPort]: socket }),
      };
      const stdio = Array.from({ length: MONITOR_FD.firstPort + 1 }, (_, fd) => given[fd] ?? ('ignore' as const));
      const words = [...emulatorFor(processor), join(programs, program)];
      const command = ['/bin/sh', '-c', script, 'word', 'port'];
      const child = spawn(words[0]!, [...words.slice(1), ...files, ...command], {
        stdio,
        env: { SAID: join(directory, 'said'), STATUS: join(directory, 'status') },
        ...(words.length === 1 && { argv0: 'learn-run-monitor' }),
      });
      for (const fd of Object.values(given)) if (typeof fd === 'number' && fd !== socket) closeSync(fd);
      const pipe = (fd: number) => child.stdio[fd] as Writable;
      return {
        child,
        output: pipe(MONITOR_FD.output),
        errors: pipe(MONITOR_FD.errors),
        endInit: () => pipe(MONITOR_FD.init).destroy(),
      };
    };
    const entries = () => Array.from(readLog(directory), ({ stream, bytes }) => [stream, bytes.toString()]);

    it('keeps what comes on both streams, with its time, until init has ended', async () => {
      const { child, output, errors, endInit } = start('echo "$0 $1 end" >$SAID');
      const before = Date.now();
      output.write('one');
      await vi.waitFor(() => expect(entries()).toEqual([['stdout', 'one']]), 15_000);
      errors.write('two');
      await vi.waitFor(() => expect(entries()).toHaveLength(2), 15_000);
      output.write('last');
      endInit();
      expect(await once(child, 'exit')).toEqual([0, null]);
      expect(entries()).toEqual([
        ['stdout', 'one'],
        ['stderr', 'two'],
        ['stdout', 'last'],
      ]);
      const { time } = readLog(directory).next().value!;
      expect(Number(time / 1_000_000n)).toBeGreaterThanOrEqual(before - 1);
      expect(Number(time / 1_000_000n)).toBeLessThanOrEqual(Date.now());
    });

    it('executes the command without its last word, in its own environment, when the status is in its file', async () => {
      const { child, endInit } = start('echo "$0 $# $(wc -c <"$STATUS") $PPID $$" >$SAID');
      endInit();
      await once(child, 'exit');
      const said = readFileSync(join(directory, 'said'), 'utf8').trim();
      expect(said).toBe(`word 0 ${STATUS_SIZE} ${process.pid} ${child.pid}`);
      const status = parseStatus(readFileSync(join(directory, 'status')))!;
      expect(Math.abs(status.time - Date.now())).toBeLessThan(10_000);
      // It was no child of anybody's.
      expect([status.code, status.signal]).toEqual([undefined, undefined]);
    });

    it('goes on when a stream has ended, and with the other one', async () => {
      const { child, output, errors, endInit } = start('exit 3');
      output.end();
      errors.write('still here');
      await vi.waitFor(() => expect(entries()).toEqual([['stderr', 'still here']]), 15_000);
      errors.end();
      endInit();
      expect(await once(child, 'exit')).toEqual([3, null]);
    });

    it('begins a new file when one is full, and keeps three', async () => {
      const { child, output, endInit } = start('exit');
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      for (let count = 0; count < 42; count += 1) {
        if (!output.write(chunk)) await once(output, 'drain');
      }
      endInit();
      await once(child, 'exit');
      expect(
        readdirSync(directory)
          .filter((name) => name.startsWith('log'))
          .sort(),
      ).toEqual([...LOG_FILES].sort());
      const sizes = LOG_FILES.map((name) => statSync(join(directory, name)).size);
      expect(sizes[1]).toBeGreaterThanOrEqual(10 * 1024 * 1024);
      expect(sizes[1]).toBeLessThan(10 * 1024 * 1024 + 65_552);
      // What is there is whole, from the first entry on.
      for (const { bytes } of readLog(directory)) expect(bytes.every((byte) => byte === 120)).toBe(true);
    });

    it('begins a new file sooner where it is made so', async () => {
      const { child, output, endInit } = start('exit', { program: `${processor.name}-128k` });
      for (let count = 0; count < 40; count += 1) await written(output, Buffer.alloc(16 * 1024));
      endInit();
      await once(child, 'exit');
      for (const name of LOG_FILES.slice(1)) {
        const { size } = statSync(join(directory, name));
        expect([size >= 128 * 1024, size < 128 * 1024 + 65_552]).toEqual([true, true]);
      }
    });

    it('keeps nothing where its log is the null device, however much comes', async () => {
      const files = ['/dev/null', '/dev/null', '/dev/null'];
      const { child, output, endInit } = start('exit 4', { program: `${processor.name}-128k`, files });
      for (let count = 0; count < 40; count += 1) await written(output, Buffer.alloc(16 * 1024));
      endInit();
      expect(await once(child, 'exit')).toEqual([4, null]);
      expect(readdirSync(directory).sort()).toEqual(['plan', 'status']);
      expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    });

    it('reads on for a while where somebody writes who does not end with init, and then ends', async () => {
      const { child, output, endInit } = start('exit');
      const chunk = Buffer.alloc(65_536);
      output.on('error', () => {});
      const feed = () => {
        while (output.writable && output.write(chunk));
      };
      output.on('drain', feed);
      feed();
      endInit();
      expect(await once(child, 'exit')).toEqual([0, null]);
    });

    it('has nothing of its own reach whom it executes', async () => {
      const { child, endInit } = start('ls /proc/$$/fd | wc -l >$SAID');
      endInit();
      await once(child, 'exit');
      const count = Number(readFileSync(join(directory, 'said'), 'utf8'));
      expect(count).toBeLessThan(32 + 1);
    });

    // An emulator does not know CLONE_PIDFD.
    it.skipIf(processor.node !== process.arch)(
      'starts the command whole where a port is called, again when that has ended well, and no more when badly',
      async () => {
        const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
        await once(server, 'listening');
        const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
        // Nobody accepts: the socket is ready to be read from for ever.
        const script = 'echo "$#" >>$SAID; test $(wc -l <$SAID) -lt 3; exit $?';
        const { child, endInit } = start(script, { socket: fd });
        const caller = spawn('/bin/bash', [
          '-c',
          `exec 3<>/dev/tcp/127.0.0.1/${(server.address() as { port: number }).port}; sleep 100`,
        ]);
        server.removeAllListeners('connection');
        (server as unknown as { _handle: { close(): void } })._handle.close();
        await vi.waitFor(() => expect(readFileSync(join(directory, 'said'), 'utf8')).toBe('1\n1\n1\n'), 10_000);
        endInit();
        await once(child, 'exit');
        caller.kill();
        expect(readFileSync(join(directory, 'said'), 'utf8')).toBe('1\n1\n1\n0\n');
      },
    );

    it.skipIf(processor.node !== process.arch)('shows in a list of processes what it is', async () => {
      const { child, endInit } = start('exit');
      const name = 'learn-run-monitor'.slice(0, 15);
      await vi.waitFor(() => expect(readFileSync(`/proc/${child.pid}/comm`, 'utf8')).toBe(`${name}\n`), 15_000);
      endInit();
      await once(child, 'exit');
    });
  });
});
