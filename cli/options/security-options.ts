import { readFileSync } from 'node:fs';
import { fileTrouble } from '../../engine/file-trouble.ts';
import { parseProfile } from '../../engine/seccomp/profile.ts';
import type { LabelOptions } from '../../engine/selinux/contexts.ts';
import type { ProcessOptions } from '../../machines/actors/contract.ts';
import { UsageError } from '../errors.ts';

/** What `--security-opt` decides. */
export type SecurityOptions = Pick<
  ProcessOptions,
  'noNewPrivileges' | 'seccomp' | 'appArmor' | 'labels' | 'isSystemUnconfined'
>;

/** The values of `--security-opt` in docker's spellings; of two that contradict each other, the later one holds. */
export function securityOptions(options: readonly string[]): SecurityOptions {
  const all = options.map(readSecurityOption);
  const labels = labelsOf(all);
  return Object.assign({ noNewPrivileges: false, seccomp: undefined }, ...all, { labels });
}

/** They add up, but for `label=disable`, which takes all others back. */
function labelsOf(all: readonly Partial<SecurityOptions>[]): LabelOptions | undefined {
  const said = all.flatMap((one) => ('labels' in one ? [one.labels] : []));
  return said.length === 0 || said.includes(undefined) ? undefined : Object.assign({}, ...said);
}

/** @see docker-run(1), "--security-opt" */
function labelOption(text: string): LabelOptions | undefined {
  if (text === 'disable') return undefined;
  const [, name, value] = /^(user|role|type|level|filetype):(.+)$/s.exec(text) ?? [];
  // It becomes part of the options of mounts, where a quotation mark would end it.
  if (name !== undefined && /^[\w.:,-]+$/.test(value!)) return { [name]: value };
  throw new UsageError(
    `bad label option ${JSON.stringify(text)}: expected disable, or user, role, type, level or filetype with a colon and a value`,
  );
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
  const label = /^label[:=](.+)$/s.exec(text)?.[1];
  if (label !== undefined) return { labels: labelOption(label) };
  const shown = JSON.stringify(text);
  throw new UsageError(
    `--security-opt ${shown} is not supported yet: only no-new-privileges, seccomp=…, systempaths=unconfined, apparmor=… and label=… are`,
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
