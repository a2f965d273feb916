import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mayMention } from '../../engine/daily-notice.ts';
import { type EmbeddedRegistry, startEmbeddedRegistry } from '../../engine/embedded/registry.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { canMakeContainers } from '../fixtures/privileges.ts';
import { runProgram, whyNoDocker } from '../fixtures/programs.ts';
import { Sandbox } from '../fixtures/sandbox.ts';

/** What docker printed for the same image, when it came from port 5000. */
function recorded(name: string): string {
  return readFileSync(new URL(`../fixtures/docker-run-hello-world/${name}`, import.meta.url), 'utf8');
}

/** The transcript as it reads for an image of another name. */
const named = (transcript: string, name: string) => transcript.replaceAll('127.0.0.1:5000/library/hello-world', name);

/** The layer of another processor has another id. */
const withoutLayerId = (text: string) => text.replace(/^[0-9a-f]{12}: /gm, 'LAYER: ');

/** Docker drops progress that follows too quickly. */
const withoutVerifying = (text: string) => text.replace(/^.*: Verifying Checksum\n/gm, '');

const why = canMakeContainers ? undefined : 'needs root, or a user who may make user namespaces';
let sandbox: Sandbox;
let registry: EmbeddedRegistry;

beforeAll(async () => {
  registry = await startEmbeddedRegistry();
});
afterAll(() => registry.close());
beforeEach(() => {
  sandbox = new Sandbox();
});
afterEach(async () => {
  await expectNothingLeft(sandbox);
  sandbox[Symbol.dispose]();
});

/** Whoever lacks what a network needs was told so today: docker's words are all that is left. */
function hasHeardOfNetworks(): void {
  mayMention(sandbox.home, 'no-network');
}

describe.skipIf(why)(`learn-run hello-world${why ? `: ${why}` : ''}`, () => {
  it.each([
    ['from the registry inside learn-run', ['--offline', 'hello-world'], () => 'hello-world'],
    ['from a registry on loopback', [], () => `${registry.host}/library/hello-world`],
  ])('prints what docker printed, cold and warm, %s', async (_, words, nameOf) => {
    const args = words.length > 0 ? words : [nameOf()];
    hasHeardOfNetworks();
    const cold = await sandbox.run(args);
    expect(withoutLayerId(cold.stderr)).toBe(withoutLayerId(named(recorded('cold.stderr'), nameOf())));
    expect(cold.stdout).toBe(recorded('cold.stdout'));
    expect(cold.status).toBe(0);
    const warm = await sandbox.run(['run', ...args]);
    expect(warm).toEqual({ stdout: recorded('warm.stdout'), stderr: recorded('warm.stderr'), status: 0 });
  });

  it('says nothing of the pull where it was asked to be quiet', async () => {
    hasHeardOfNetworks();
    const { stderr, stdout } = await sandbox.run(['--offline', '--quiet', 'hello-world']);
    expect(stderr).toBe('');
    expect(stdout).toBe(recorded('cold.stdout'));
  });

  it('leaves the container, and only that, where it was asked to keep it', async () => {
    await sandbox.run(['--offline', 'hello-world', '--keep']);
    const { containers } = sandbox;
    expect(containers).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    sandbox.forget('containers', containers[0]!);
  });
});

describe('the commands beside run', () => {
  it('pulls in the words that docker used, the second time too', async () => {
    const name = `${registry.host}/library/hello-world`;
    const first = await sandbox.run(['pull', name]);
    expect(withoutLayerId(first.stdout)).toBe(withoutLayerId(named(recorded('pull.stdout'), name)));
    const second = await sandbox.run(['pull', name]);
    expect(second).toEqual({ stdout: named(recorded('pull-again.stdout'), name), stderr: '', status: 0 });
  });

  it('shows what an image says, by its name or its ID, where no container has that name', async () => {
    const name = `${registry.host}/library/hello-world`;
    await sandbox.run(['pull', name]);
    const shown = await sandbox.run(['inspect', name]);
    expect(shown).toMatchObject({ stderr: '', status: 0 });
    const [image] = JSON.parse(shown.stdout);
    expect(image).toMatchObject({
      Id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      RepoTags: [`${name}:latest`],
      RepoDigests: [expect.stringContaining(`${name}@sha256:`)],
      Os: 'linux',
      Config: { Cmd: ['/hello'] },
      RootFS: { Type: 'layers', Layers: [expect.stringMatching(/^sha256:/)] },
    });
    const template = '{{.Id}} {{index .Config.Cmd 0}}';
    const one = await sandbox.run(['image', 'inspect', '-f', template, image.Id.slice(7, 19)]);
    expect(one).toEqual({ stdout: `${image.Id} /hello\n`, stderr: '', status: 0 });
    const images = await sandbox.run(['images', '-q']);
    expect(await sandbox.run(['image', 'ls', '-q'])).toEqual(images);
    expect(await sandbox.run(['image', 'inspect', 'nope'])).toMatchObject({
      stdout: '[]\n',
      stderr: expect.stringContaining('No such image: nope:latest'),
      status: 1,
    });
    expect(await sandbox.run(['inspect', '--type', 'image', 'nope'])).toMatchObject({ status: 1 });
    expect((await sandbox.run(['image', 'prune', '-f'])).stdout).toContain('Removed 0 containers');
  });

  it('lists what it has in the columns of docker, and removes it again', async () => {
    await sandbox.run(['pull', '--offline', 'hello-world']);
    const { stdout: listed } = await sandbox.run(['images']);
    const [head, row] = listed.split('\n');
    expect(head).toMatch(/^REPOSITORY {4}TAG {6}IMAGE ID {7}CREATED {9}SIZE$/);
    expect(row).toMatch(/^hello-world {3}latest {3}[0-9a-f]{12} {3}\d+ \w+ ago {3}\d(\.\d+)?kB$/);
    const { stdout: named } = await sandbox.run(['images', '--format', '{{.Repository}}:{{.Tag}} {{.Size}}']);
    expect(named).toMatch(/^hello-world:latest \d(\.\d+)?kB\n$/);
    const { stdout: columns } = await sandbox.run(['images', '--format', 'table {{.ID}}\\t{{.CreatedSince}}']);
    expect(columns).toMatch(/^IMAGE ID {7}CREATED\n[0-9a-f]{12} {3}\d+ \w+ ago\n$/);
    const { stdout: removed } = await sandbox.run(['rmi', 'hello-world']);
    expect(removed).toMatch(
      /^Untagged: hello-world:latest\nUntagged: hello-world@sha256:[0-9a-f]{64}\n(Deleted: sha256:[0-9a-f]{64}\n)+$/,
    );
    expect((await sandbox.run(['images'])).stdout).toBe('REPOSITORY   TAG   IMAGE ID   CREATED   SIZE\n');
    const again = await sandbox.run(['rmi', '--force', 'hello-world']);
    expect(again).toMatchObject({ status: 0, stdout: '', stderr: expect.stringContaining('No such image') });
  });
});

describe.skipIf(why ?? whyNoDocker)(
  `learn-run beside the docker of this machine${(why ?? whyNoDocker) ? `: ${why ?? whyNoDocker}` : ''}`,
  () => {
    const docker = (...args: readonly string[]) => runProgram('docker', ...args);

    it('prints the same on both streams, for the same image from the same registry', async () => {
      const name = `${registry.host}/library/hello-world`;
      try {
        for (const image of ['cold', 'warm']) {
          const theirs = await docker('run', '--rm', '--network', 'none', name);
          const ours = await sandbox.run(['run', '--rm', '--network', 'none', name]);
          expect(ours.stdout, image).toBe(theirs.stdout);
          expect(withoutVerifying(ours.stderr), image).toBe(withoutVerifying(theirs.stderr));
          expect(ours.status, image).toBe(theirs.status);
        }
        const theirs = await docker('pull', name);
        const ours = await sandbox.run(['pull', name]);
        expect(ours).toEqual(theirs);
      } finally {
        const theirs = await docker('rmi', name);
        const ours = await sandbox.run(['rmi', name]);
        expect(untagged(ours.stdout)).toEqual(untagged(theirs.stdout));
      }
    });

    it.each([
      ['an unknown flag', ['run', '--foo', 'hello-world']],
      ['a reference in capitals', ['run', 'UPPER']],
      ['no image', ['run']],
      ['no image to remove', ['rmi', 'nobody/has-this']],
      ['a registry that nobody listens at', ['pull', '127.0.0.1:1/x']],
      ['a reference in capitals to pull', ['pull', 'UPPER']],
      ['an image that nobody has', ['run', '--pull', 'never', 'nobody/has-this']],
    ])('ends with the same status for %s', async (_, args) => {
      expect((await sandbox.run(args)).status).toBe((await docker(...args)).status);
    });
  },
);

const untagged = (text: string) => text.split('\n').filter((line) => line.startsWith('Untagged:'));
