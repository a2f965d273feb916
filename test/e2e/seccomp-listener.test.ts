import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OciRuntime, ownId } from '../fixtures/oci-runtime.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { whyNo } from '../fixtures/programs.ts';

const why = whyNoContainers ?? (isRoot ? whyNo('python3', 'python3') : 'needs root');
const AGENT = fileURLToPath(new URL('../fixtures/seccomp-agent.py', import.meta.url));
const ID = ownId('asking');

let runtime: OciRuntime;
let agent: ChildProcess;
let socket: string;
let told: string;

const asking = (...names: readonly string[]) => ({
  defaultAction: 'SCMP_ACT_ALLOW',
  listenerPath: socket,
  listenerMetadata: 'of a test',
  syscalls: [{ names, action: 'SCMP_ACT_NOTIFY' }],
});

async function startAgent(): Promise<void> {
  agent = spawn('python3', [AGENT, socket, told], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(agent.stdout!, 'data');
}

beforeEach(async () => {
  if (why) return;
  runtime = new OciRuntime();
  socket = join(runtime.bundle, 'agent');
  told = join(runtime.bundle, 'told');
  await startAgent();
});
afterEach(() => {
  if (why) return;
  agent.kill();
  runtime[Symbol.dispose]();
});

describe.skipIf(why)(`learn-runc with a seccomp listener${why ? `: ${why}` : ''}`, () => {
  it.each([true, false])('lets it answer calls, and tells it of the container, with noNewPrivileges %s', (isKept) => {
    runtime.configure(['sh', '-c', 'mkdir /tmp/one'], (config) => {
      config.process.noNewPrivileges = isKept;
      Object.assign(config.linux, { seccomp: asking('mkdir', 'mkdirat') });
    });
    expect(runtime.run('run', ID)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('No medium found'),
    });
    expect(JSON.parse(readFileSync(told, 'utf8'))).toMatchObject({
      ociVersion: '0.2.0',
      fds: ['seccompFd'],
      pid: expect.any(Number),
      metadata: 'of a test',
      state: { id: ID, bundle: runtime.bundle },
    });
  });

  it('tells it of a container whose policy asks nobody, and does without it where it is not there', () => {
    const policy = (listenerPath: string) => ({ defaultAction: 'SCMP_ACT_ALLOW', listenerPath });
    for (const path of [socket, '/nobody']) {
      runtime.configure(['sh', '-c', 'exit 7'], (config) => Object.assign(config.linux, { seccomp: policy(path) }));
      expect(runtime.run('run', ID)).toMatchObject({ status: 7, stderr: '' });
    }
    expect(JSON.parse(readFileSync(told, 'utf8')).state).toMatchObject({ id: ID, status: 'creating' });
  });

  it('has those of an exec answered too, by whoever listens then', async () => {
    runtime.configure(['sleep', '100'], (config) => {
      Object.assign(config.linux, { seccomp: asking('mkdir', 'mkdirat') });
    });
    expect(runtime.run('run', '-d', ID).status).toBe(0);
    const first = agent;
    unlinkSync(socket);
    await startAgent();
    const { stderr } = runtime.run('exec', '--no-new-privs', ID, 'mkdir', '/tmp/one');
    expect(stderr).toContain('No medium found');
    expect(JSON.parse(readFileSync(told, 'utf8')).state).toMatchObject({ id: ID, status: 'running' });
    first.kill();
  });

  it.each([
    ['write', 'SCMP_ACT_NOTIFY cannot be used for the write syscall'],
    ['nobody', 'failed to connect with seccomp agent at /nobody: '],
  ])('refuses what nobody could answer: %s', (name, message) => {
    runtime.configure(['id'], (config) => {
      const seccomp = asking(name === 'write' ? 'write' : 'mkdir');
      Object.assign(config.linux, { seccomp: { ...seccomp, listenerPath: name === 'write' ? socket : '/nobody' } });
    });
    expect(runtime.run('run', ID)).toMatchObject({ status: 1, stderr: expect.stringContaining(message) });
    expect(runtime.ids()).toEqual([]);
  });

  it('ends what asks for leave to read, where nobody was there to be asked', () => {
    runtime.configure(['id'], (config) => {
      config.process.noNewPrivileges = true;
      Object.assign(config.linux, { seccomp: { ...asking('read', 'close', 'execve'), listenerPath: '/nobody' } });
    });
    expect(runtime.run('create', ID).status).toBe(0);
    expect(runtime.runUnder(['timeout', '--signal=KILL', '20'], 'start', ID)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('failed to connect with seccomp agent at /nobody: '),
    });
    expect(runtime.state(ID)?.status).toBe('stopped');
  });
});
