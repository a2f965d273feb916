import { factOf, type Story } from '../../machines/story.ts';

/** The documents of a run, as far as questions look at them. */

export interface KnownImageConfig {
  readonly config?: {
    readonly User?: string;
    readonly Env?: readonly string[];
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly WorkingDir?: string;
  };
}

export interface KnownConfigJson {
  readonly hostname?: string;
  readonly process: {
    readonly args: readonly string[];
    readonly env: readonly string[];
    readonly cwd: string;
    readonly user: { readonly uid: number };
    readonly capabilities: { readonly bounding: readonly string[] };
  };
}

export interface KnownProcess {
  readonly pid: number;
  readonly pids: readonly number[];
  readonly commandLine: readonly string[];
  readonly uids: readonly number[];
  readonly uidMap: readonly string[];
  readonly namespaces: Readonly<Record<string, { readonly isHosts: boolean }>>;
}

export const imageConfigOf = (story: Story) => factOf(story, 'image config') as KnownImageConfig | undefined;

export const manifestOf = (story: Story) =>
  factOf(story, 'manifest') as { readonly layers: readonly { readonly digest: string }[] } | undefined;

export const configJsonOf = (story: Story) =>
  factOf(story, 'config.json', 'writeBundle') as unknown as KnownConfigJson | undefined;

export const processOf = (story: Story) =>
  (factOf(story, 'process', 'startInit') ?? undefined) as unknown as KnownProcess | undefined;

/** `library/hello-world` of Docker Hub is `hello-world` to everybody. */
export function shortName({ request: { reference } }: Story): string {
  const { registry, repository } = reference;
  return registry === 'docker.io' ? repository.replace(/^library\//, '') : `${registry}/${repository}`;
}
