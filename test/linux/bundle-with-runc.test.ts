import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capabilityMask, DEFAULT_CAPABILITIES } from '../../engine/bundle/capabilities.ts';
import type { ContainerOptions } from '../../engine/bundle/container-options.ts';
import { convertImage } from '../../engine/bundle/convert.ts';
import { etcFiles } from '../../engine/bundle/etc-files.ts';
import { readHostFacts } from '../../engine/bundle/host-facts.ts';
import type { Spec } from '../../engine/bundle/runtime-spec.ts';
import { resolveUser } from '../../engine/bundle/user.ts';
import { writeBundle } from '../../engine/bundle/write-bundle.ts';
import { imageWith } from '../engine/bundle/input.ts';
import { noOptions } from '../fixtures/no-options.ts';

/**
 * How each runtime runs the bundle $1 as container $2. crun refuses hosts with both generations of cgroups, so it is
 * shown the second one only, in a mount namespace of its own.
 */
const COMMANDS = {
  runc: 'exec runc --root "$1/state-runc" run --bundle "$1" "$2"',
  crun: `exec unshare --mount sh -c 'mount -t cgroup2 cgroup2 /sys/fs/cgroup &&
    exec crun --root "$1/state-crun" --cgroup-manager disabled run --bundle "$1" "$2"' sh "$1" "$2"`,
};

/** Says everything about itself that the kernel knows, each answer under a heading. */
const SELF_PORTRAIT = `
for file in 1/environ self/status self/limits self/mountinfo sys/kernel/hostname; do
  echo "== $file"; cat /proc/$file | tr '\\0' '\\n'; done
echo "== cwd"; pwd
for file in hostname hosts; do echo "== $file"; cat /etc/$file; done
echo "== masked"; cat /proc/interrupts | wc -c
echo "== rofs"; (echo 1 > /proc/sys/kernel/domainname) 2>&1 || true
echo "== root"; (echo > /written) 2>&1 || true`;

const passwd = Buffer.from('root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n');
const group = Buffer.from('root:x:0:\nnode:x:1000:\nextra:x:2000:node\n');
const host = readHostFacts();

let directory: string;
beforeAll(() => {
  if (process.getuid?.() !== 0) return;
  directory = mkdtempSync(join(tmpdir(), 'learn-run-oracle-'));
  for (const path of ['proc', 'sys', 'dev', 'etc', 'tmp'])
    mkdirSync(join(directory, 'rootfs', path), { recursive: true });
  for (const program of ['sh', 'cat', 'tr', 'wc']) copyProgram(program, join(directory, 'rootfs'));
});
afterAll(() => {
  if (directory !== undefined) rmSync(directory, { recursive: true });
});

/** Copies one of the host's programs with the libraries that it is linked with. */
function copyProgram(name: string, rootfs: string): void {
  const path = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  const libraries = execFileSync('ldd', [path], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  for (const [from, to] of [[path, `/bin/${name}`], ...libraries.map((library) => [library, library])] as const) {
    mkdirSync(join(rootfs, dirname(to as string)), { recursive: true });
    copyFileSync(from as string, join(rootfs, to as string));
  }
}

interface Portrait {
  readonly spec: Spec;
  readonly answers: ReadonlyMap<string, string>;
}

function runWith(runtime: keyof typeof COMMANDS, options: Partial<ContainerOptions>): Portrait {
  const image = imageWith({
    Cmd: ['/bin/sh', '-c', SELF_PORTRAIT],
    Env: ['FOO=1', 'BAR=2', 'SECRET'],
    WorkingDir: '/tmp',
  });
  const all = { ...noOptions, ...options };
  const containerId = randomBytes(32).toString('hex');
  const user = resolveUser(all.user ?? '', { passwd, group });
  const { spec } = convertImage({ image, options: all, user, containerId, host, rootless: undefined });
  writeBundle(directory, spec, etcFiles(spec.hostname!, all.network, { hosts: '', 'resolv.conf': '' }));
  const run = spawnSync('sh', ['-c', COMMANDS[runtime], runtime, directory, containerId], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const answers = run.stdout.split(/^== /m).slice(1);
  return {
    spec,
    answers: new Map(answers.map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)])),
  };
}

const status = ({ answers }: Portrait, field: string) =>
  new RegExp(`^${field}:\\s*(.*?)\\s*$`, 'm').exec(answers.get('self/status') ?? '')?.[1];

const hex = (names: readonly string[]) => capabilityMask(names).toString(16).padStart(16, '0');

for (const runtime of ['runc', 'crun'] as const) {
  const reason = whyNot(runtime);
  describe.skipIf(reason !== undefined)(
    `a bundle of ours in ${runtime}${reason ? ` (skipped: ${reason})` : ''}`,
    () => {
      it('gives root the environment, directory, identity and capabilities that config.json promises', () => {
        const portrait = runWith(runtime, { env: ['FOO=9'] });
        const { answers, spec } = portrait;
        expect(answers.get('1/environ')?.trim().split('\n').sort()).toEqual([...spec.process.env].sort());
        expect(answers.get('cwd')).toBe('/tmp\n');
        expect(answers.get('sys/kernel/hostname')).toBe(`${spec.hostname}\n`);
        expect(status(portrait, 'Uid')).toBe('0\t0\t0\t0');
        expect(status(portrait, 'Groups')).toBe('0');
        expect(status(portrait, 'Umask')).toBe('0022');
        expect(status(portrait, 'NoNewPrivs')).toBe('0');
        for (const set of ['CapPrm', 'CapEff', 'CapBnd']) expect(status(portrait, set)).toBe(hex(DEFAULT_CAPABILITIES));
        for (const set of ['CapInh', 'CapAmb']) expect(status(portrait, set)).toBe(hex([]));
        expect(answers.get('self/limits')).toMatch(
          new RegExp(`Max open files\\s+1024\\s+${spec.process.rlimits[0]?.hard}`),
        );
      });

      it('gives a user his groups, and no capabilities beyond those he might gain', () => {
        const portrait = runWith(runtime, { user: 'node', capDrop: ['ALL'], capAdd: ['kill'], noNewPrivileges: true });
        expect(status(portrait, 'Uid')).toBe('1000\t1000\t1000\t1000');
        expect(status(portrait, 'Gid')).toBe('1000\t1000\t1000\t1000');
        expect(status(portrait, 'Groups')).toBe('1000 2000');
        expect(status(portrait, 'NoNewPrivs')).toBe('1');
        expect(status(portrait, 'CapBnd')).toBe(hex(['CAP_KILL']));
        for (const set of ['CapPrm', 'CapEff', 'CapInh', 'CapAmb']) expect(status(portrait, set)).toBe(hex([]));
        expect(portrait.answers.get('1/environ')).toContain('HOME=/home/node');
      });

      it('mounts what the list of mounts says, hides and protects what it must', () => {
        const { answers, spec } = runWith(runtime, { readOnly: true, hostname: 'web', ulimits: ['core=-1'] });
        const mounted = answers
          .get('self/mountinfo')
          ?.split('\n')
          .map((line) => line.split(' ')[4]);
        expect(mounted).toEqual(expect.arrayContaining(spec.mounts.map(({ destination }) => destination)));
        expect(answers.get('hostname')).toBe('web\n');
        expect(answers.get('hosts')).toMatch(/^127\.0\.0\.1\tlocalhost\n/);
        expect(answers.get('masked')).toBe('0\n');
        expect(answers.get('rofs')).toContain('Read-only file system');
        expect(answers.get('root')).toContain('Read-only file system');
        expect(answers.get('self/limits')).toMatch(/Max core file size\s+unlimited\s+unlimited/);
      });
    },
  );
}

/** Why this runtime cannot be asked here; undefined where it can. */
function whyNot(runtime: string): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root';
  return spawnSync(runtime, ['--version']).error === undefined
    ? undefined
    : `needs ${runtime}: apt-get install ${runtime}`;
}
