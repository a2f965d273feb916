import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRuntime } from '../../../../engine/runtime/foreign/find-runtime.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'learn-run-find-runtime-'));
  for (const name of ['first', 'second']) mkdirSync(join(directory, name));
  program('second/my-runtime', 0o755);
  program('first/my-runtime', 0o644);
  mkdirSync(join(directory, 'first/a-directory'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function program(name: string, mode: number): void {
  writeFileSync(join(directory, name), '#!/bin/sh\n');
  chmodSync(join(directory, name), mode);
}

const find = (name: string) => findRuntime(name, `${directory}/first:${directory}/second`, join(directory, 'second'));

describe('an OCI runtime', () => {
  it('is found by its name in PATH, where it can be executed', () => {
    expect(find('my-runtime')).toBe(join(directory, 'second/my-runtime'));
  });

  it.each(['./my-runtime', '../second/my-runtime'])('is found by the path %s', (path) => {
    expect(find(path)).toBe(join(directory, 'second/my-runtime'));
  });

  it.each(['no-such-runtime', '', 'a-directory', './no-such-file', '../first/my-runtime', '../first/a-directory'])(
    'that is %j is refused in words of docker',
    (name) => {
      expect(() => find(name)).toThrow(
        expect.objectContaining({ code: 'RUNTIME_UNKNOWN', message: `unknown or invalid runtime name: ${name}` }),
      );
    },
  );
});
