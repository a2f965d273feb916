import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedRegistry } from '../../engine/embedded/registry.ts';
import { addBusybox, addRunnable } from '../fixtures/busybox-image.ts';
import { expectNothingLeft } from '../fixtures/host-state.ts';
import { isRoot, whyNoContainers } from '../fixtures/privileges.ts';
import { addImage, cutAfter, type FixtureRegistry, openFixtureRegistry, reply } from '../fixtures/registry.ts';
import { type RunOptions, Sandbox } from '../fixtures/sandbox.ts';
import { archive, directory, file } from '../fixtures/tar-blocks.ts';

/** One thing that goes wrong, and what a person is told. */
interface Case {
  readonly args: readonly string[];
  readonly options?: (sandbox: Sandbox) => RunOptions;
  /** The line that begins with `learn-run: `, without that. */
  readonly says: string | RegExp;
  /** Part of what stands below it. */
  readonly hints: string;
  readonly status?: number;
}

let registry: FixtureRegistry;
let busybox: string;

beforeAll(async () => {
  registry = await openFixtureRegistry();
  if (!whyNoContainers) busybox = addStrangePrograms(registry);
});
afterAll(() => registry[Symbol.asyncDispose]());

/** An image with a shell, and with programs that cannot be run. */
function addStrangePrograms(into: FixtureRegistry): string {
  return addBusybox(into, [
    file('etc/text', 'no program', { mode: 0o644 }),
    file('bin/alien', elfForNobody(), { mode: 0o755 }),
    file('bin/orphan', '#!/bin/missing\n', { mode: 0o755 }),
    directory('bin/folder'),
  ]);
}

/** The first bytes of a program for a processor that does not exist. */
function elfForNobody(): Buffer {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(0xfffe, 18);
  return header;
}

async function check({ args, options, says, hints, status = 125 }: Case): Promise<void> {
  using sandbox = new Sandbox();
  const ending = await sandbox.run(args, options?.(sandbox));
  const lines = ending.stderr.split('\n');
  const at = lines.findIndex((line) => line.startsWith('learn-run: '));
  const said = lines[at]?.slice('learn-run: '.length) ?? ending.stderr;
  if (typeof says === 'string') expect(said).toBe(says);
  else expect(said).toMatch(says);
  expect(lines.slice(at + 1).join('\n')).toContain(hints);
  expect({ stdout: ending.stdout, status: ending.status }).toEqual({ stdout: '', status });
  await expectNothingLeft(sandbox, ending);
}

const offline = (...words: string[]) => ['--offline', ...words, 'hello-world'];

const COMMAND_LINES: Record<string, Case> = {
  'a reference in capitals': {
    args: ['UPPER'],
    says: 'invalid reference format: repository name (library/UPPER) must be lowercase',
    hints: 'hello-world, alpine:3.20',
  },
  'a reference that is none': { args: ['a//b'], says: /^invalid reference format/, hints: 'got "a//b"' },
  'a digest that is none': { args: ['a@sha256:abc'], says: /^invalid reference format/, hints: 'a@sha256:abc' },
  'an empty image name': { args: [''], says: /^invalid reference format/, hints: 'hello-world' },
  'no image': { args: ['run'], says: "'learn-run run' requires at least 1 argument", hints: '--help', status: 1 },
  'an unknown option': {
    args: ['--foo', 'hello-world'],
    says: 'unknown flag: --foo',
    hints: "See 'learn-run run --help'.",
  },
  'a misspelled option': { args: ['--entrypont', 'x', 'i'], says: 'unknown flag: --entrypont', hints: '--entrypoint' },
  'an unknown letter': { args: ['-Z', 'i'], says: "unknown shorthand flag: 'Z' in -Z", hints: '--help' },
  'an option without its value': { args: ['--env'], says: 'flag needs an argument: --env', hints: '--help' },
  'conflicting options': {
    args: offline('--rm', '--keep'),
    says: 'conflicting options: cannot specify both --rm and --keep',
    hints: '--help',
  },
  'a variable without a name': { args: offline('-e', '=x'), says: /^invalid argument "=x" for "-e, --env"/, hints: '' },
  'a missing file of variables': {
    args: offline('--env-file', '/nope'),
    says: 'open /nope: no such file or directory',
    hints: '--help',
  },
  'a directory of variables': { args: offline('--env-file', '/'), says: 'open /: is a directory', hints: '--help' },
  'a limit that is none': { args: offline('--ulimit', 'x'), says: /^invalid argument "x" for "--ulimit"/, hints: '' },
  'a relative directory': { args: offline('-w', 'x'), says: /^the working directory 'x' is invalid/, hints: '' },
  'a pull policy that is none': { args: offline('--pull=x'), says: /^invalid pull option: 'x'/, hints: '--help' },
  'a network that is not there': {
    args: offline('--network=mine'),
    says: 'network mine not found',
    hints: '--help',
  },
  'a platform that is none': { args: offline('--platform=a/b/c/d/e'), says: /platform/, hints: '' },
  'a grain of steps that is none': { args: offline('--step=x'), says: /^invalid argument "x" for "--step"/, hints: '' },
  'a breakpoint that is nowhere': {
    args: offline('--break', 'x'),
    says: /^invalid argument "x" for "--break"/,
    hints: 'containerExit',
  },
  'a volume over the root': { args: offline('-v/tmp:/'), says: /: invalid specification: destination/, hints: '' },
  'a volume over /proc': {
    args: offline('-vx:/proc'),
    says: /^"\/proc" cannot be mounted/,
    hints: 'mount it elsewhere',
  },
  "docker's graphics cards": {
    args: offline('--gpus', 'all'),
    says: /^the flag --gpus is docker's/,
    hints: '--device',
  },
};

describe.concurrent('a command line that says what cannot be', () => {
  it.each(Object.entries(COMMAND_LINES))('%s', (_, wrong) => check(wrong));

  it('is helped on, where it says nothing', async () => {
    using sandbox = new Sandbox();
    const ending = await sandbox.run([]);
    expect(ending).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('learn-run hello-world') });
    await expectNothingLeft(sandbox, ending);
  });
});

describe.concurrent('an image that cannot be had', () => {
  it('is not known to the registry', () =>
    check({
      args: [`${registry.host}/test:nope`],
      says: `manifest for ${registry.host}/test:nope not found: manifest unknown: manifest unknown`,
      hints: 'Check the spelling of the name and of the tag.',
    }));

  it('is not known to a registry that has other repositories', async () => {
    const embedded = await startEmbeddedRegistry();
    const image = `${embedded.host}/no/such`;
    await check({ args: [image], says: new RegExp(`^manifest for ${image}:latest not found: `), hints: 'spelling' });
    await embedded.close();
  });

  it('is not in the registry inside learn-run', () =>
    check({
      args: ['--offline', 'nope'],
      says: 'the embedded registry has no image nope:latest',
      hints: 'It has: hello-world, hello-world:linux, learn.localhost/cat, ',
    }));

  it('is there under the name that the lessons have for it', () =>
    check({
      args: ['--offline', 'no-command'],
      says: 'the embedded registry has no image no-command:latest',
      hints: '\nMeant is perhaps: learn-run --offline learn.localhost/no-command\n',
    }));

  it('is not here, and not to be pulled', () =>
    check({ args: ['--pull=never', 'nope'], says: 'No such image: nope:latest', hints: 'learn-run nope:latest' }));

  it('is on a registry that nobody listens at', () =>
    check({
      args: ['127.0.0.1:1/x'],
      says: 'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
      hints: 'Is the registry running, and the port right?',
    }));

  it('is on Docker Hub, without a network: the command that works is told', () =>
    check({
      args: ['hello-world'],
      options: () => ({ under: ['unshare', ...(isRoot ? [] : ['--map-current-user']), '--net'] }),
      says: /^Get "https:\/\/registry-1\.docker\.io\/v2\/": dial tcp: lookup registry-1\.docker\.io: /,
      hints: '\n  learn-run --offline hello-world',
    }));

  it('is for other platforms', () =>
    check({
      args: offline('--platform=linux/s390x'),
      says: 'no matching manifest for linux/s390x in the manifest list entries',
      hints: 'The image is available for: linux/amd64, linux/arm64/v8, linux/riscv64.',
    }));

  it('is refused for now, because there were too many requests', () => {
    const headers = { 'retry-after': '3600', 'content-type': 'application/json' };
    const body = '{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}';
    registry.on((request, response, asked) => {
      if (!asked.path.includes('/limited')) return false;
      return reply(429, headers, body)(request, response, asked) ?? true;
    });
    return check({
      args: [`${registry.host}/test:limited`],
      says: /toomanyrequests: slow down/,
      hints: 'try again in 60 minutes. Registries allow more to those who log in: docker login',
    });
  });

  it('comes from a registry that hangs up in the middle of a layer: the next pull goes on from there', async () => {
    using sandbox = new Sandbox();
    const bytes = archive(file('large', Buffer.alloc(100_000, 'x')));
    const { layer } = addImage(registry, 'cut', bytes);
    let isCutting = true;
    registry.on((request, response, asked) => {
      if (!isCutting || !asked.path.includes(layer.digest)) return false;
      return cutAfter(bytes, 1000)(request, response, asked) ?? true;
    });
    const args = ['pull', '--platform=linux/amd64', `${registry.host}/test:cut`];
    const broken = await sandbox.run(args);
    expect(broken.stderr).toMatch(new RegExp(`^learn-run: Get "http://.*${layer.digest}": `, 'm'));
    expect(broken.status).toBe(1);
    isCutting = false;
    const resumed = await sandbox.run(args);
    expect(resumed.status).toBe(0);
    expect(registry.asked.findLast(({ path }) => path.includes(layer.digest))!.headers.range).toBe('bytes=1000-');
    await expectNothingLeft(sandbox, resumed);
  });

  it('has a layer that is not what its digest says', () => {
    const { layer } = addImage(registry, 'wrong', Buffer.alloc(4096, 'y'));
    registry.blobs.set(layer.digest, Buffer.alloc(4096, 'z'));
    return check({
      args: [`${registry.host}/test:wrong`],
      says: new RegExp(`${layer.digest}`),
      hints: 'changed or damaged on the way',
    });
  });

  it('has a manifest that is not what was asked for by digest', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    registry.manifests.set(digest, {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      bytes: Buffer.from('{}'),
    });
    return check({ args: [`${registry.host}/test@${digest}`], says: new RegExp(digest), hints: 'changed or damaged' });
  });

  it('has a manifest that is none', () => {
    registry.addManifest('empty', {});
    return check({ args: [`${registry.host}/test:empty`], says: /manifest/, hints: '' });
  });

  it('has a layer that no archive is in', () => {
    addImage(registry, 'noise', Buffer.alloc(4096, 'n'));
    return check({
      args: ['--platform=linux/amd64', `${registry.host}/test:noise`],
      says: /layer|archive|tar/,
      hints: '',
    });
  });

  it('has no layer at all', () => {
    const { image } = addRunnable(registry, 'hollow', []);
    return check({ args: [image], says: /hollow|executable file not found/, hints: '', status: 127 });
  });
});

describe.skipIf(whyNoContainers)(
  `a program that cannot be run${whyNoContainers ? `: ${whyNoContainers}` : ''}`,
  { concurrent: true },
  () => {
    it.each<[string, string[], number, RegExp, string]>([
      [
        'is not in the PATH',
        ['nope'],
        127,
        /exec: "nope": executable file not found in \$PATH$/,
        'The image has no nope',
      ],
      ['is not there', ['/nope'], 127, /exec: "\/nope": stat \/nope: no such file or directory$/, 'inside the image'],
      ['lacks its interpreter', ['orphan'], 127, /no such file or directory/, '/bin/missing'],
      ['may not be executed', ['/etc/text'], 126, /exec: "\/etc\/text": permission denied$/, 'mode 0644'],
      ['is a directory', ['/bin/folder'], 126, /exec: "\/bin\/folder": is a directory: permission denied$/, ''],
      ['is for another processor', ['alien'], 126, /exec \/bin\/alien: exec format error$/, ''],
    ])('%s', async (_, command, status, says, hints) => {
      await check({ args: [busybox, ...command], says, hints, status });
    });

    it.each([
      ['a file in the place of a directory', '/etc/passwd', '/bin', 'mounted on a file, and on a directory never'],
      ['a directory in the place of a file', '/etc', '/etc/text', 'mounted on a directory, and on a file never'],
    ])('is to see %s', (_, source, destination, kinds) =>
      check({
        args: ['-v', `${source}:${destination}`, busybox, 'true'],
        says: new RegExp(`error mounting "${source}" to rootfs at "${destination}": not a directory: `),
        hints: kinds,
      }),
    );

    it.each([
      [
        'a setting that the kernel does not have',
        'net.nothing=1',
        'cannot set the sysctl net.nothing=1: ',
        'no such setting',
      ],
      [
        'a value that the kernel does not take',
        'net.core.somaxconn=-1',
        'cannot set the sysctl net.core.somaxconn=-1: ',
        'no such value',
      ],
    ])('is to have %s', (_, setting, says, hints) =>
      check({ args: ['--network', 'none', '--sysctl', setting, busybox, 'true'], says: new RegExp(says), hints }),
    );

    it('is to open more files than anybody may', () =>
      check({
        args: ['--ulimit', 'nofile=99999999999', busybox, 'true'],
        says: /cannot set RLIMIT_NOFILE to 99999999999, at most 99999999999: /,
        hints: 'sysctl fs.nr_open',
      }));

    it('lies on a file system that was mounted with noexec', () =>
      check({
        args: ['-v', '/mnt:/there', busybox, '/there/program'],
        options: withHome('mount -t tmpfs -o noexec none /mnt && cp /bin/busybox /mnt/program'),
        says: /exec: "\/there\/program": permission denied$/,
        hints: 'mounted with noexec',
        status: 126,
      }));

    it('is to run as somebody whom the image does not know', () =>
      check({
        args: ['--user=nobody', busybox, 'true'],
        says: 'unable to find user nobody: no matching entries in passwd file',
        hints: '',
      }));
  },
);

/** A script that does something to the home in a mount namespace of its own before it runs the program. */
const withHome = (script: string) => (): RunOptions => ({
  under: [
    'unshare',
    ...(isRoot ? [] : ['--map-root-user']),
    '--mount',
    'sh',
    '-c',
    `${script} && "$@"; status=$?; ls -A "$LEARN_RUN_HOME/containers" "$LEARN_RUN_HOME/ingest" 2>/dev/null | grep -v : | grep . && exit 99; exit $status`,
    'sh',
  ],
});

describe.concurrent('a machine that does not let us', () => {
  it('has no space left for the image', () => {
    addImage(registry, 'large', Buffer.alloc(4 << 20));
    return check({
      args: [`${registry.host}/test:large`, '--platform=linux/amd64'].toReversed(),
      options: withHome('mount -t tmpfs -o size=1m,mode=700 none "$LEARN_RUN_HOME"'),
      says: /no space left/,
      hints: 'learn-run rmi',
    });
  });

  it('has no space left for the unpacked layers', () => {
    const { image } = addRunnable(registry, 'sparse', [file('zeros', Buffer.alloc(3 << 20))]);
    return check({
      args: [image],
      options: withHome('mount -t tmpfs -o size=4m,mode=700 none "$LEARN_RUN_HOME"'),
      says: /no space left/,
      hints: 'Make room',
    });
  });

  it('keeps the home read-only', () =>
    check({
      args: offline(),
      options: withHome('mount -t tmpfs -o ro,mode=700 none "$LEARN_RUN_HOME"'),
      says: /read-only/,
      hints: 'LEARN_RUN_HOME',
    }));

  it('has a home that others may write into', () =>
    check({
      args: offline(),
      options: (sandbox) => {
        chmodSync(sandbox.home, 0o777);
        return {};
      },
      says: /can be written by others \(mode 0777\)$/,
      hints: 'chmod 0700',
    }));

  it('has a file in the place of the home', () =>
    check({
      args: offline(),
      options: (sandbox) => ({ env: { LEARN_RUN_HOME: `${sandbox.base}/sentinel/home` } }),
      says: /^the store cannot be used: .* something that is not a directory$/,
      hints: 'LEARN_RUN_HOME',
    }));

  it('has a store that somebody has scribbled over', () =>
    check({
      args: ['images'],
      options: (sandbox) => {
        writeFileSync(sandbox.path('home/index.json'), 'scribble');
        return {};
      },
      says: /index\.json/,
      hints: 'Pull an image to begin a new one',
      status: 1,
    }));

  it('has user namespaces switched off', () =>
    check({
      args: offline(),
      // Off in a user namespace of our own, so that the machine keeps its: user_namespaces(7)
      options: () => ({
        under: [
          'unshare',
          '--user',
          '--map-user=65532',
          '--map-group=65532',
          '--keep-caps',
          'sh',
          '-c',
          'echo 0 >/proc/sys/user/max_user_namespaces && exec setpriv --ambient-caps=-all --inh-caps=-all -- "$@"',
          'sh',
        ],
      }),
      says: 'no user namespace was made',
      hints: 'sudo sysctl -w user.max_user_namespaces=15000',
    }));

  it.runIf(isRoot)('has a root without the powers of root, as in a container', () =>
    check({
      args: offline(),
      options: () => ({ under: ['setpriv', '--bounding-set=-sys_admin', '--inh-caps=-sys_admin', '--'] }),
      says: /^cannot make the namespaces of a container: clone\(CLONE_NEWPID/,
      hints: '--privileged',
    }),
  );

  it.runIf(isRoot)('has not one program in its PATH, and needs none (needs root)', async () => {
    using sandbox = new Sandbox();
    const ending = await sandbox.run(offline(), { env: { PATH: sandbox.path('bin') } });
    expect(ending).toMatchObject({ stdout: expect.stringContaining('Hello from learn-run!'), status: 0 });
    await expectNothingLeft(sandbox, ending);
  });

  it('closes all three streams before the start, and is served all the same', async () => {
    using sandbox = new Sandbox();
    const ending = await sandbox.run(offline(), { under: ['sh', '-c', 'exec "$@" <&- >&- 2>&-', 'sh'] });
    expect(ending).toEqual({ stdout: '', stderr: '', status: 0 });
    await expectNothingLeft(sandbox, ending);
  });
});
