import { describe, expect, it } from 'vitest';
import { convertImage, userSpec } from '../../../engine/bundle/convert.ts';
import { InvalidWorkingDirectory, NulByte } from '../../../engine/bundle/errors.ts';
import { originOf } from '../../../engine/bundle/origin.ts';
import { noOptions } from '../../fixtures/no-options.ts';
import { convertInput, imageWith, mappings } from './input.ts';

const everyOption = {
  args: ['-c', 'true'],
  entrypoint: '/bin/sh',
  env: ['A=1'],
  user: 'node',
  workingDirectory: '/srv',
  hostname: 'web',
  readOnly: true,
  noNewPrivileges: true,
  capAdd: ['NET_ADMIN'],
  capDrop: ['KILL'],
  ulimits: ['core=0'],
  network: 'host',
} as const;

/** The JSON pointers of everything in a value that is neither object nor list, and of empty ones. */
function leaves(value: unknown, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [pointer];
  return Object.entries(value).flatMap(([key, below]) => leaves(below, `${pointer}/${key}`));
}

const cwd = (WorkingDir: string | undefined, workingDirectory?: string) =>
  convertImage(
    convertInput({
      image: imageWith({ Cmd: ['x'], ...(WorkingDir !== undefined && { WorkingDir }) }),
      options: { ...noOptions, workingDirectory },
    }),
  ).spec.process.cwd;

describe('convertImage', () => {
  it.each([
    ['without options', convertInput()],
    ['with every option', convertInput({ options: everyOption })],
    ['rootless', convertInput({ rootless: mappings(65_536) })],
    ['rootless without a range, with every option', convertInput({ options: everyOption, rootless: mappings(1) })],
  ])('knows the origin of every field %s', (_title, input) => {
    const { spec, origins } = convertImage(input);
    expect(leaves(spec).filter((pointer) => originOf(origins, pointer) === undefined)).toEqual([]);
  });

  it.each([
    ['without options', convertInput()],
    ['with every option', convertInput({ options: everyOption })],
    ['rootless', convertInput({ rootless: mappings(1) })],
  ])('names no origin of a field that is not there %s', (_title, input) => {
    const { spec, origins } = convertImage(input);
    const fields = leaves(spec);
    const isThere = (pointer: string) => fields.some((field) => field === pointer || field.startsWith(`${pointer}/`));
    expect(Object.keys(origins).filter((pointer) => !isThere(pointer))).toEqual([]);
  });

  it('makes the container that docker makes of an image without options', () => {
    expect(convertImage(convertInput()).spec).toMatchObject({
      process: {
        terminal: false,
        user: { uid: 0, gid: 0, additionalGids: [0] },
        args: ['/hello'],
        cwd: '/',
        noNewPrivileges: false,
        oomScoreAdj: 0,
      },
      root: { path: 'rootfs', readonly: false },
      hostname: '0123456789ab',
    });
  });

  it('carries every option to its field, and says so', () => {
    const { spec, origins } = convertImage(convertInput({ options: everyOption }));
    expect(spec).toMatchObject({
      process: { args: ['/bin/sh', '-c', 'true'], cwd: '/srv', noNewPrivileges: true },
      root: { readonly: true },
      hostname: 'web',
    });
    const pointers = ['/process/args/0', '/process/cwd', '/process/user/uid', '/process/capabilities/bounding/3'];
    for (const pointer of [
      ...pointers,
      '/hostname',
      '/root/readonly',
      '/process/noNewPrivileges',
      '/linux/namespaces',
    ]) {
      expect(originOf(origins, pointer)?.from, pointer).toBe('option');
    }
  });

  it('has no user namespace for root, and says who has asked for that; an ordinary user has his all the same', () => {
    const options = { ...noOptions, userns: 'host' } as const;
    const { spec, origins } = convertImage(convertInput({ options }));
    expect(spec.linux.namespaces).not.toContainEqual({ type: 'user' });
    expect(originOf(origins, '/linux/namespaces')?.detail).toBe('--userns host: no user namespace');
    const rootless = convertImage(convertInput({ options, rootless: mappings(1) }));
    expect(rootless.spec.linux.namespaces).toContainEqual({ type: 'user' });
    expect(originOf(rootless.origins, '/linux/namespaces')?.from).toBe('default');
  });

  it('lets nobody make nodes where no cgroup guards the devices, unless that is asked for by name', () => {
    const boundingOf = (options = noOptions) =>
      convertImage(convertInput({ options, hasOpenDevices: true })).spec.process.capabilities.bounding;
    expect(boundingOf()).not.toContain('CAP_MKNOD');
    expect(boundingOf()).toHaveLength(13);
    expect(boundingOf({ ...noOptions, capAdd: ['MKNOD'] })).toContain('CAP_MKNOD');
    expect(boundingOf({ ...noOptions, capAdd: ['ALL'] })).not.toContain('CAP_MKNOD');
    expect(boundingOf({ ...noOptions, capAdd: ['all', 'mknod'] })).toContain('CAP_MKNOD');
  });

  it('gives root its capabilities at once and anybody else none until execve, and nobody inheritable ones', () => {
    const root = convertImage(convertInput()).spec.process.capabilities;
    expect(root.effective).toEqual(root.bounding);
    expect(root.permitted).toEqual(root.bounding);
    const node = { uid: 1000, gid: 1000, additionalGids: [], home: '/', username: 'node' };
    const other = convertImage(convertInput({ user: node })).spec.process.capabilities;
    expect(Object.keys(other)).toEqual(['bounding']);
    for (const set of [root, other]) expect(set.inheritable ?? set.ambient).toBeUndefined();
  });

  it('starts in the directory of the option, of the image, or the root, without dots and double slashes', () => {
    expect(cwd(undefined)).toBe('/');
    expect(cwd('')).toBe('/');
    expect(cwd('/srv/')).toBe('/srv');
    expect(cwd('/srv', '/a/../b//c')).toBe('/b/c');
    expect(cwd('/../../x')).toBe('/x');
  });

  it('refuses a working directory that is relative or has a NUL byte', () => {
    expect(() => cwd(undefined, 'rel')).toThrow(InvalidWorkingDirectory);
    expect(() => cwd('rel')).toThrow("the working directory 'rel' is invalid, it needs to be an absolute path");
    expect(() => cwd('/a\0b')).toThrow(NulByte);
  });

  it('cannot raise the chance of surviving when memory runs out, so rootless it does not try', () => {
    expect(convertImage(convertInput({ rootless: mappings(1) })).spec.process).not.toHaveProperty('oomScoreAdj');
  });

  it('lets no label or volume of the image become anything', () => {
    const plain = imageWith({ Cmd: ['/hello'] });
    const Labels = { 'run.oci.handler': 'krun', 'io.containerd.runc.v2.group': 'x', 'learn-run.id': '../..' };
    const labelled = imageWith({ Cmd: ['/hello'], Labels, Volumes: { '/../../../../etc': {}, '/proc': {} } });
    const specOf = (image: typeof plain) => convertImage(convertInput({ image })).spec;
    expect(specOf(labelled)).toEqual(specOf(plain));
  });
});

describe('userSpec', () => {
  it('prefers the option to the image', () => {
    expect(userSpec(imageWith({ User: 'node' }), noOptions)).toBe('node');
    expect(userSpec(imageWith({ User: 'node' }), { ...noOptions, user: '0' })).toBe('0');
    expect(userSpec(imageWith({}), noOptions)).toBe('');
  });
});
