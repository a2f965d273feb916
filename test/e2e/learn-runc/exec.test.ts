import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type OciRuntime, ownId } from '../../fixtures/oci-runtime.ts';
import { givenRuntime, ONE, whyNoRuntime } from './given-runtime.ts';

let runtime: OciRuntime;

givenRuntime((given) => {
  runtime = given;
});

const RUNNING = ownId('running');

/** The first and the last processor that this process may use. */
const ownProcessors = () => {
  const [, listed] = /Cpus_allowed_list:\t(.+)/.exec(readFileSync('/proc/self/status', 'utf8'))!;
  const numbers = listed!.split(/[,-]/);
  return [...new Set([numbers[0]!, numbers.at(-1)!])];
};

describe.skipIf(whyNoRuntime)(`learn-runc exec${whyNoRuntime ? `: ${whyNoRuntime}` : ''}`, () => {
  it.each(['create', 'exec -d'])(
    '%s takes a terminal for a socket, and a socket for a terminal, and neither alone',
    (command) => {
      runtime.configure(['sleep', '100']);
      expect(runtime.run('run', '-d', RUNNING).status).toBe(0);
      const refused = (terminal: boolean, ...flags: string[]) => {
        runtime.configure(['true'], (config) => {
          config.process.terminal = terminal;
        });
        const process = join(runtime.bundle, 'process.json');
        const { process: given } = JSON.parse(readFileSync(join(runtime.bundle, 'config.json'), 'utf8'));
        writeFileSync(process, JSON.stringify(given));
        const words =
          command === 'create' ? ['create', ...flags, ONE] : ['exec', '-d', ...flags, '-p', process, RUNNING];
        const { stderr, status } = runtime.run(...words);
        return status === 0 ? 'nothing' : stderr;
      };
      expect(refused(true)).toContain('cannot allocate tty if it will detach without setting console socket');
      expect(refused(false, '--console-socket', '/nosuch')).toContain('cannot use console socket if it will not');
      expect(runtime.ids()).toEqual([RUNNING]);
    },
  );

  it('executes a described process without the capabilities that nobody knows, and warns of them', () => {
    runtime.configure(['sleep', '100']);
    expect(runtime.run('run', '-d', ONE).status).toBe(0);
    const path = join(runtime.bundle, 'process.json');
    const capabilities = { bounding: ['CAP_KILL', 'CAP_NEW'], permitted: ['CAP_NEW'] };
    const args = ['/bin/grep', 'CapBnd', '/proc/self/status'];
    writeFileSync(path, JSON.stringify({ args, cwd: '/', capabilities }));
    const { stdout, stderr, status } = runtime.run('exec', '-p', path, ONE);
    expect([status, stdout]).toEqual([0, 'CapBnd:\t0000000000000020\n']);
    expect(stderr).toContain('ignoring unknown or unavailable capabilities');
    const byOption = runtime.run('exec', '--cap', 'new', ONE, 'sh', '-c', 'exit 0');
    expect([byOption.status, byOption.stderr.match(/unknown or unavailable capabilities.*CAP_NEW/g)?.length]).toEqual([
      0, 1,
    ]);
  });

  it('executes further programs in the namespaces and the cgroup of the container', () => {
    runtime.configure(['sleep', '100']);
    runtime.run('run', '-d', ONE);
    const script = 'for ns in pid mnt net; do readlink /proc/self/ns/$ns; done; exit 3';
    const { stdout, status } = runtime.run('exec', ONE, 'sh', '-c', script);
    const { pid } = runtime.state(ONE)!;
    const theirs = ['pid', 'mnt', 'net'].map(
      (name) => `${readlinkSync(`/proc/${pid}/ns/${name}`)}
`,
    );
    expect([stdout, status]).toEqual([theirs.join(''), 3]);
    expect(
      runtime.run('exec', '--user', '12:34', '--cwd', '/tmp', '--env', 'A=b', ONE, 'sh', '-c', 'id -u; pwd; echo $A'),
    ).toEqual({ stdout: '12\n/tmp\nb\n', stderr: '', status: 0 });
    expect(runtime.run('exec', '--user', '', ONE, 'id', '-u').stdout).toBe('0\n');
    expect(runtime.run('exec', ONE, 'nosuch')).toMatchObject({
      status: 255,
      stderr: expect.stringContaining('executable file not found in $PATH'),
    });
  });

  it('gives programs every processor of their cgroup, whichever one the caller keeps to', (context) => {
    const processors = ownProcessors();
    if (processors.length < 2) context.skip('this process may use one processor only');
    const asking = ['grep', 'Cpus_allowed_list', '/proc/self/status'];
    const askedBy = (processor: string, ...words: string[]) =>
      runtime.runUnder(['taskset', '--cpu-list', processor], ...words).stdout;
    runtime.configure(['sleep', '100']);
    runtime.run('run', '-d', ONE);
    runtime.configure(asking);
    const told = processors.flatMap((processor) => [
      askedBy(processor, 'run', ownId('two')),
      askedBy(processor, 'exec', ONE, ...asking),
    ]);
    expect(new Set(told)).toEqual(new Set([expect.stringMatching(/:\t\d+[,-]/)]));
  });
});
