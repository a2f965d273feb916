import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../cli/explain/command-line.ts';
import { delivery, dockerLine, podmanLine } from '../../../cli/export/engines.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

const read = (line: string) => readCommandLine(line.split(' '), capturedIo());

describe('a command line of learn-run, for others', () => {
  it('removes the container, as learn-run does, and leaves out what only learn-run has', () => {
    const line = read('-m 64m --step hello-world');
    expect(dockerLine(line)).toEqual({ line: 'docker run --rm --memory=64m hello-world:latest', leftOut: ['--step'] });
    expect(podmanLine(line)).toEqual({
      line: 'podman run --rm --memory=64m docker.io/library/hello-world:latest',
      leftOut: ['--step'],
    });
  });

  it('keeps the container where learn-run keeps it: docker has no --rm beside --restart', () => {
    expect(dockerLine(read('--restart always x')).line).toBe('docker run --restart=always x:latest');
    expect(podmanLine(read('-d x')).line).toBe('podman run --detach docker.io/library/x:latest');
    expect(dockerLine(read('--restart no x')).line).toBe('docker run --rm --restart=no x:latest');
  });

  it('says which flags are those of one tool alone', () => {
    expect(dockerLine(read('podman run --tz local alpine'))).toEqual({
      line: 'docker run alpine:latest',
      leftOut: ['--tz'],
    });
    expect(podmanLine(read('docker run --link db alpine sh -c id'))).toEqual({
      line: 'podman run docker.io/library/alpine:latest sh -c id',
      leftOut: ['--link'],
    });
  });
});

describe('an image for other tools', () => {
  it('is copied out of the store where no registry has it', () => {
    expect(delivery('podman', 'learn.localhost/cat', '/var/lib/a b')).toContain(
      `skopeo copy --quiet 'oci:/var/lib/a b:learn.localhost/cat:latest' docker-archive:/dev/stdout:learn.localhost/cat:latest | podman load`,
    );
    expect(delivery('docker', 'learn.localhost/cat', '/home')).toContain(
      'docker image inspect learn.localhost/cat:latest',
    );
  });

  it('is left to them where registries have it', () => {
    expect(delivery('podman', 'alpine', '/home')).toBe('');
  });
});
