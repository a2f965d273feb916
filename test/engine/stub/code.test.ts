import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getpid } from '../../../engine/stub/calls/processes.ts';
import { STUB_CODE } from '../../../engine/stub/code.ts';
import { stubExecutable } from '../../../engine/stub/executable.ts';
import { decodeReply, encodeRequest } from '../../../engine/stub/message.ts';
import { awaitPipe, openPipes, readAll, writeAll } from '../../../engine/stub/pipes.ts';
import { syscallNumbers } from '../../../engine/syscall/numbers.ts';
import { canDisassemble, disassembled, emulatorFor, PROCESSORS, told, whyNotRun } from '../../fixtures/machine-code.ts';

const SOURCE = new URL('../../../engine/stub/code.ts', import.meta.url);
/** Where the descriptors of the stub begin: behind the first three and the line. */
const BASE = 4;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-stub-code-'));
  for (const { name, node } of PROCESSORS) writeFileSync(join(directory, name), stubExecutable(node), { mode: 0o755 });
});
afterAll(() => rmSync(directory, { recursive: true }));

describe.each(PROCESSORS)('the stub for $name', (processor) => {
  const { name, column } = processor;

  it.skipIf(!canDisassemble)(
    'is the instructions that its comments say (needs: apt-get install binutils-multiarch)',
    () => {
      const instructions = told(SOURCE, processor);
      expect(instructions).toEqual(disassembled(STUB_CODE, processor));
      expect(instructions.length).toBeGreaterThan(80);
    },
  );

  const reason = whyNotRun(processor);
  it.skipIf(reason)(
    `makes the calls that it is sent, and ends with whoever sends them${reason ? `: ${reason}` : ''}`,
    async () => {
      const words = [...emulatorFor(processor), join(directory, name), String.fromCharCode(BASE)] as const;
      const child = spawn(words[0]!, words.slice(1), {
        stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'ignore', 'ignore', 'ignore', 'ignore'],
      });
      awaitPipe(child.pid!, BASE + 3);
      const pipes = openPipes(child.pid!, { requests: BASE, replies: BASE + 3 });
      (child.stdio[3] as Duplex).end('.');
      const numbers = syscallNumbers(column)!;
      const steps = [{ call: { ...getpid(), name: 'getppid' }, mayFail: true }, { call: getpid() }];
      const { message, replyLength, rooms } = encodeRequest(steps, (call) => numbers.get(call)!);
      writeAll(pipes.requests, message);
      const results = decodeReply(readAll(pipes.replies, replyLength)!, rooms).map(({ result }) => result);
      expect(results).toEqual([process.pid, child.pid]);
      closeSync(pipes.requests);
      expect(await once(child, 'exit')).toEqual([0, null]);
      closeSync(pipes.replies);
    },
  );
});
