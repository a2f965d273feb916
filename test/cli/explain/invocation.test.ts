import { describe, expect, it } from 'vitest';
import { readInvocation } from '../../../cli/explain/invocation.ts';

describe('whose command line it is', () => {
  it.each([
    [['docker', 'create', '--name', 'a', 'alpine'], 'docker', ['--name', 'a', 'alpine']],
    [['docker', 'container', 'create', 'alpine'], 'docker', ['alpine']],
    [['docker', '--context', 'far', '-H=tcp://h:2375', '-D', 'run', 'alpine'], 'docker', ['alpine']],
    [['podman', '--remote', '--log-level=debug', 'run', '-it', 'alpine'], 'podman', ['-it', 'alpine']],
    [['DOCKER_HOST=tcp://h', 'sudo', 'docker', 'run', 'alpine'], 'docker', ['alpine']],
    [['sudo', '-E', '-u', 'root', 'docker', 'run', 'alpine'], 'docker', ['alpine']],
    [['hello-world'], 'learn-run', ['hello-world']],
    [['learn-run', 'hello-world', '--step'], 'learn-run', ['hello-world', '--step']],
    [['-e', 'A=1', 'alpine'], 'learn-run', ['-e', 'A=1', 'alpine']],
  ])('is seen behind everything that may stand before: %j', (words, tool, rest) => {
    expect(readInvocation(words)).toEqual({ tool, rest });
  });

  it('is read from one word too, over several lines', () => {
    const text = '$ docker run -it \\\n  -e "A=b c" \\\n  alpine sh -c \'echo hi\'\n';
    const rest = ['-it', '-e', 'A=b c', 'alpine', 'sh', '-c', 'echo hi'];
    expect(readInvocation([text])).toEqual({ tool: 'docker', rest });
  });

  it.each([
    [
      ['docker', 'exec', '-it', 'web', 'sh'],
      'explain takes docker run and docker create apart: got "exec" behind docker',
    ],
    [['docker', 'compose', 'run', 'web'], 'got "compose"'],
    [['podman', 'container', 'ls'], 'got "container ls"'],
    [['docker', '-it', 'alpine'], 'got "-it"'],
    [['docker'], 'got nothing behind docker'],
  ])('is no run: %j', (words, message) => {
    expect(() => readInvocation(words)).toThrow(message);
  });
});
