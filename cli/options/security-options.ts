import { readFileSync } from 'node:fs';
import { parseProfile } from '../../engine/seccomp/profile.ts';
import type { ProcessOptions } from '../../machines/actors/contract.ts';
import { UsageError } from '../errors.ts';
import { fileTrouble } from './file-trouble.ts';

/** What `--security-opt` decides. */
export type SecurityOptions = Pick<ProcessOptions, 'noNewPrivileges' | 'seccomp' | 'appArmor' | 'isSystemUnconfined'>;

/** The values of `--security-opt` in docker's spellings; of two that contradict each other, the later one holds. */
export function securityOptions(options: readonly string[]): SecurityOptions {
  const all = options.map(readSecurityOption);
  return Object.assign({ noNewPrivileges: false, seccomp: undefined }, ...all);
}

/** Docker reads a colon where others write the equals sign. */
function readSecurityOption(text: string): Partial<SecurityOptions> {
  const privileges = /^no-new-privileges(?:[:=](true|false))?$/.exec(text);
  if (privileges !== null) return { noNewPrivileges: privileges[1] !== 'false' };
  const seccomp = /^seccomp[:=](.+)$/s.exec(text)?.[1];
  if (seccomp !== undefined) return { seccomp: seccompChoice(seccomp) };
  if (/^systempaths[:=]unconfined$/.test(text)) return { isSystemUnconfined: true };
  const appArmor = /^apparmor[:=](.*)$/s.exec(text)?.[1];
  if (appArmor !== undefined) return { appArmor };
  // What is so already: nothing is given a label.
  if (/^label[:=]disable$/.test(text)) return {};
  const shown = JSON.stringify(text);
  throw new UsageError(
    `--security-opt ${shown} is not supported yet: only no-new-privileges, seccomp=…, systempaths=unconfined, apparmor=… and label=disable are`,
  );
}

function seccompChoice(value: string): SecurityOptions['seccomp'] {
  if (value === 'unconfined') return value;
  return value === 'builtin' ? undefined : { path: value, profile: parseProfile(readProfile(value)) };
}

function readProfile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`opening seccomp profile (${path}) failed: open ${path}: ${fileTrouble(cause)}`);
  }
}
