import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseEnvFile, resolveEnv } from '../../../cli/options/env.ts';

const directory = mkdtempSync(join(tmpdir(), 'learn-run-env-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = (content: string | Buffer) => {
  const path = join(directory, 'env');
  writeFileSync(path, content);
  return path;
};

describe('variables', () => {
  it('take the value of the caller where only a name is given', () => {
    expect(resolveEnv([], ['A=1', 'B', 'C='], { B: '2' })).toEqual(['A=1', 'B=2', 'C=']);
  });

  it('keep a bare name that the caller does not have: it takes the variable of the image away', () => {
    expect(resolveEnv([], ['B'], {})).toEqual(['B']);
  });

  it.each(['', '=x'])('without a name are refused: %j', (variable) => {
    expect(() => resolveEnv([], [variable], {})).toThrow(`invalid environment variable: ${variable}`);
  });

  it('of files come before those of the command line', () => {
    expect(resolveEnv([file('A=file')], ['A=line'], {})).toEqual(['A=file', 'A=line']);
  });
});

describe('an env file', () => {
  it('may have a byte order mark, carriage returns, comments, blank lines and names of the caller', () => {
    const text = '\uFEFFA=1\r\n# comment\r\n\r\n  B=two words \nMINE\nNOBODYS\n';
    expect(parseEnvFile(text, 'f', { MINE: 'm' })).toEqual(['A=1', 'B=two words ', 'MINE=m']);
  });

  it.each([
    ['a b=1', "variable 'a b' contains whitespaces"],
    ['=1', 'no variable name'],
  ])('with the line %j is refused', (line, message) => {
    expect(() => parseEnvFile(line, 'f', {})).toThrow(message);
  });

  it('that is missing is named', () => {
    expect(() => resolveEnv([join(directory, 'nope')], [], {})).toThrow(/^open .*nope: no such file or directory$/);
  });

  it('that is larger than a mebibyte is refused', () => {
    expect(() => resolveEnv([file(Buffer.alloc(1024 * 1024 + 1, 'a'))], [], {})).toThrow('larger than 1048576 bytes');
  });

  it('that is not UTF-8 is refused', () => {
    expect(() => resolveEnv([file(Buffer.from([0x41, 0x3d, 0xff]))], [], {})).toThrow('invalid utf8');
  });
});
