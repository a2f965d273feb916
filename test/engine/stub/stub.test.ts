import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explained, tolerating } from '../../../engine/stub/call.ts';
import { pipe2, read, write } from '../../../engine/stub/calls/descriptors.ts';
import { getcwd, mkdir, rmdir } from '../../../engine/stub/calls/files.ts';
import { execve, exitGroup, getpid, kill, wait4 } from '../../../engine/stub/calls/processes.ts';
import { type FileStatus, lstat, typeOf } from '../../../engine/stub/calls/stat.ts';
import { stubFile } from '../../../engine/stub/executable.ts';
import { Stub } from '../../../engine/stub/stub.ts';
import type { TracedCall } from '../../../engine/stub/traced-call.ts';
import { CLONE_NEWPID } from '../../../engine/syscall/constants.ts';
import { startStub } from '../../fixtures/launcher.ts';
import { isRoot } from '../../fixtures/privileges.ts';
import fc from '../../fixtures/properties.ts';

let stub: Stub;
let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-stub-'));
  stub = await startStub();
});
afterEach(() => {
  stub.close();
  rmSync(directory, { recursive: true });
});

const descriptorsOf = (pid: number) =>
  readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/\d+/, 'N'));
const missing = () => mkdir(join(directory, 'missing/below'), 0o755);

describe('Stub', () => {
  it('makes a call in its own process and gives back what came of it', async () => {
    expect(await stub.call(getpid())).toBe(stub.pid);
    expect(await stub.call(getcwd())).toBe(process.cwd());
  });

  it('is one thread of a process that has nothing open but /dev/null and its two pipes', async () => {
    await stub.call(getpid());
    expect(readdirSync(`/proc/${stub.pid}/task`)).toEqual([String(stub.pid)]);
    expect(descriptorsOf(stub.pid)).toEqual(['/dev/null', '/dev/null', '/dev/null', 'pipe:[N]', 'pipe:[N]']);
    expect(readFileSync(`/proc/${stub.pid}/environ`, 'utf8')).toBe('');
  });

  it('throws the error of the kernel, with the call as it was made', async () => {
    const path = join(directory, 'missing/below');
    await expect(stub.call(missing())).rejects.toMatchObject({
      code: 'ENOENT',
      syscall: 'mkdirat',
      message: `mkdirat(AT_FDCWD, "${path}", 493): no such file or directory (ENOENT)`,
    });
  });

  it('makes several calls as one message, up to the first that fails', async () => {
    const made = join(directory, 'made');
    const calls = [mkdir(made, 0o755), missing(), rmdir(made)];
    await expect(stub.callAll(calls)).rejects.toMatchObject({ code: 'ENOENT', syscall: 'mkdirat' });
    expect(existsSync(made)).toBe(true);
  });

  it('goes on behind a failure that is tolerated, and not behind another', async () => {
    const made = join(directory, 'made');
    expect(await stub.callAll([tolerating(missing(), 'ENOENT'), mkdir(made, 0o755)])).toEqual([undefined, undefined]);
    expect(existsSync(made)).toBe(true);
    await expect(stub.callAll([tolerating(missing(), 'EEXIST')])).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('tells a failure as it is explained', async () => {
    const call = explained(missing(), ({ code }) => new Error(`there is no such place: ${code}`));
    await expect(stub.call(call)).rejects.toThrow('there is no such place: ENOENT');
  });

  it('makes all of several calls, whatever comes of each, where that is asked for', async () => {
    const [status, failure] = await stub.tryAll([lstat(directory), lstat(join(directory, 'missing'))]);
    expect(typeOf(status as FileStatus)).toBe('directory');
    expect(failure).toMatchObject({ code: 'ENOENT' });
  });

  it('carries any bytes to the kernel and back', async () => {
    const ends = await stub.call(pipe2());
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60_000 }), async (bytes) => {
        const [written, got] = await stub.callAll([write(ends.write, bytes), read(ends.read, 65_536)]);
        expect([written, Buffer.from(got)]).toEqual([bytes.length, Buffer.from(bytes)]);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a name that the kernel would cut short, and more than it has room for', async () => {
    await expect(stub.call(mkdir('a\0b', 0o755))).rejects.toThrow('NUL');
    const arguments_ = Array.from({ length: 100 }, () => 'x'.repeat(50_000));
    await expect(stub.call(execve('/bin/true', arguments_, []))).rejects.toMatchObject({ code: 'E2BIG' });
    expect(await stub.call(getpid())).toBe(stub.pid);
  });

  it('becomes another program, and says nothing more then', async () => {
    const child = await stub.fork();
    const content = join(directory, 'content');
    // Not `ls | grep`: the shell would have a pipe of its own while it makes that one.
    const script = `exec > ${content}; echo $$; ls -l /proc/$$/fd > ${content}.fds; grep -c pipe ${content}.fds; exit 7`;
    expect(await child.callSlowly([execve('/bin/sh', ['sh', '-c', script], ['PATH=/bin:/usr/bin'])])).toBeUndefined();
    expect(await stub.callSlowly([wait4(child.pid)])).toMatchObject({ pid: child.pid, status: 7 << 8 });
    expect(readFileSync(content, 'utf8')).toBe(`${child.pid}\n0\n`);
    child.close();
  });

  it('leaves the program no ignored and no blocked signal, and no environment but what is given', async () => {
    const child = await stub.fork();
    const script = `exec > ${directory}/said; grep -E 'SigBlk|SigIgn' /proc/self/status; env | grep VALUE`;
    await child.callSlowly([execve('/bin/sh', ['sh', '-c', script], ['VALUE=given', 'PATH=/bin:/usr/bin'])]);
    await stub.callSlowly([wait4(child.pid)]);
    const said = readFileSync(join(directory, 'said'), 'utf8');
    expect(said).toBe('SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nVALUE=given\n');
    child.close();
  });

  it('gives the reason where it cannot become another program, and can be asked again', async () => {
    const child = await stub.fork();
    const program = join(directory, 'program');
    writeFileSync(program, 'no format');
    await expect(child.callSlowly([execve(program, ['program'], [])])).rejects.toMatchObject({ code: 'EACCES' });
    expect(await child.call(getpid())).toBe(child.pid);
    child.close();
  });

  it('has children with pipes of their own, of which nobody else has an end', async () => {
    const [first, second] = [await stub.fork(), await stub.fork()];
    for (const each of [stub, first, second]) {
      expect(descriptorsOf(each.pid)).toEqual(['/dev/null', '/dev/null', '/dev/null', 'pipe:[N]', 'pipe:[N]']);
      expect(await each.call(getpid())).toBe(each.pid);
    }
    first.close();
    second.close();
  });

  it.skipIf(!isRoot)('has a child that is process 1 of a new pid namespace (needs root)', async () => {
    const child = await stub.fork(CLONE_NEWPID);
    expect(await child.call(getpid())).toBe(1);
    child.close();
    expect(await stub.callSlowly([wait4(child.pid)])).toMatchObject({ status: 0 });
  });

  it('tells how a child was ended by a signal, and what it has used', async () => {
    const child = await stub.fork();
    await stub.call(kill(child.pid, 9));
    expect(await stub.callSlowly([wait4(child.pid)])).toMatchObject({ status: 9, usage: { user: expect.any(Number) } });
    child.close();
  });

  it('says so when it was killed before it was asked', async () => {
    const child = await stub.fork();
    await stub.callAll([kill(child.pid, 9), wait4(child.pid)]);
    await expect(child.call(getpid())).rejects.toMatchObject({ code: 'STUB_GONE' });
    child.close();
  });

  it('ends when nobody is left to ask it', async () => {
    const [other, child] = await Stub.start({ file: stubFile(directory) });
    other.close();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('waits before each call for whoever traces it, and tells what came of it', async () => {
    const told: (TracedCall | string)[] = [];
    stub.tracer = { before: async ({ name }) => void told.push(name), after: (call) => told.push(call) };
    await stub.tryAll([getpid(), missing()] as never);
    await expect(stub.callAll([missing(), getpid()])).rejects.toThrow('ENOENT');
    expect(told.map((one) => (typeof one === 'string' ? one : `${one.name} = ${one.result}`))).toEqual([
      'getpid',
      `getpid = ${stub.pid}`,
      'mkdirat',
      'mkdirat = ENOENT',
      'mkdirat',
      'mkdirat = ENOENT',
    ]);
  });

  it('runs from memory that nobody can write to once it is sealed (CVE-2019-5736)', async () => {
    const [sealed] = await Stub.start({ file: stubFile(directory) });
    await sealed.seal();
    expect(readlinkSync(`/proc/${sealed.pid}/exe`)).toBe('/memfd:learn-run-init (deleted)');
    expect(readFileSync(`/proc/${sealed.pid}/comm`, 'utf8')).toBe('learn-run-init\n');
    expect(() => writeFileSync(`/proc/${sealed.pid}/exe`, 'overwritten', { flag: 'r+' })).toThrow(/EPERM|ETXTBSY/);
    expect(await sealed.call(getpid())).toBe(sealed.pid);
    expect(descriptorsOf(sealed.pid)).toEqual(['/dev/null', '/dev/null', '/dev/null', 'pipe:[N]', 'pipe:[N]']);
    sealed.close();
  });

  it('cannot be started from a file that cannot be executed', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    await expect(Stub.start({ file })).rejects.toMatchObject({ code: 'HOST_UNSUPPORTED' });
  });

  it('ends with the status that it is told', async () => {
    const child = await stub.fork();
    await expect(child.call(exitGroup(3))).rejects.toMatchObject({ code: 'STUB_GONE' });
    expect(await stub.callSlowly([wait4(child.pid)])).toMatchObject({ status: 3 << 8 });
    child.close();
  });

  it('outlives who has started it where it holds its own pipes, and is found again by their numbers', async () => {
    const child = await stub.fork();
    const ends = child.hold();
    stub.close();
    const again = Stub.attach(child.pid, ends);
    expect(await again.call(getpid())).toBe(child.pid);
    await again.callSlowly([exitGroup(0)]);
  });

  it('is ended by SIGTERM where it waits as the first process of a pid namespace', async (context) => {
    if (!isRoot) return context.skip('needs root');
    const child = await stub.fork(CLONE_NEWPID);
    child.hold();
    process.kill(child.pid, 'SIGTERM');
    const [ended] = await stub.callAll([wait4(child.pid)]);
    expect(ended).toMatchObject({ pid: child.pid, status: 0 });
  });

  it('gives nobody a way back to a process that has become another program', async () => {
    const child = await stub.fork();
    const ends = child.hold();
    await Stub.attach(child.pid, ends).callSlowly([execve('/bin/sleep', ['sleep', '60'], [])]);
    expect(() => Stub.attach(child.pid, ends)).toThrow('has ended');
    process.kill(child.pid, 'SIGKILL');
    await stub.call(wait4(child.pid));
  });
});
