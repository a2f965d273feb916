import type { Mount, Process, Spec } from '../../engine/bundle/runtime-spec.ts';
import type { GivenFlag } from './command-line.ts';

/** What a flag that our own `run` does not have makes of config.json in the tool that has it. */
type Amendment = (spec: Spec, value: string) => Spec;

const AMENDMENTS: Readonly<Record<string, Amendment>> = {
  '--umask': (spec, value) => withProcess(spec, { user: { ...spec.process.user, umask: Number.parseInt(value, 8) } }),
  '--pid': (spec, value) => (value === 'host' ? withoutNamespace(spec, 'pid') : spec),
  '--tz': (spec, value) => withEnv(spec, [...spec.process.env, `TZ=${value}`]),
  '--unsetenv': (spec, value) =>
    withEnv(
      spec,
      spec.process.env.filter((variable) => !variable.startsWith(`${value}=`)),
    ),
  '--no-hosts': (spec) =>
    withMounts(
      spec,
      spec.mounts.filter(({ destination }) => destination !== '/etc/hosts'),
    ),
  '--no-hostname': (spec) =>
    withMounts(
      spec,
      spec.mounts.filter(({ destination }) => destination !== '/etc/hostname'),
    ),
};

/** The change that the flag stands for; undefined where it leaves config.json alone, or our own `run` makes it. */
export function amendmentOf({ long, value = '', standing }: GivenFlag): ((spec: Spec) => Spec) | undefined {
  const amendment = standing === 'unsupported' ? AMENDMENTS[long] : undefined;
  return amendment && ((spec) => amendment(spec, value));
}

const withProcess = (spec: Spec, changes: Partial<Process>): Spec => ({
  ...spec,
  process: { ...spec.process, ...changes },
});

const withEnv = (spec: Spec, env: readonly string[]) => withProcess(spec, { env });

const withMounts = (spec: Spec, mounts: readonly Mount[]): Spec => ({ ...spec, mounts });

function withoutNamespace(spec: Spec, wanted: string): Spec {
  const namespaces = spec.linux.namespaces.filter(({ type }) => type !== wanted);
  return { ...spec, linux: { ...spec.linux, namespaces } };
}
