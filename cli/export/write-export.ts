import { chmodSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { etcFiles } from '../../engine/bundle/etc-files.ts';
import { readHostEtcFiles } from '../../engine/bundle/host-etc-files.ts';
import type { Spec } from '../../engine/bundle/runtime-spec.ts';
import { writeBundle } from '../../engine/bundle/write-bundle.ts';
import { makeDirectory } from '../../engine/make-directory.ts';
import type { RunPlan } from '../../engine/plan/plan-run.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import { bubblewrap } from './bubblewrap.ts';
import { delivery, type EngineLine, runtimeBody } from './engines.ts';
import { script } from './script.ts';
import { shellFile } from './shell.ts';

/** A compiled run, to be written down in the words of others. */
export interface Exported {
  /** The command line, as it was typed. */
  readonly title: string;
  readonly plan: RunPlan;
  readonly request: RunRequest;
  /** What runtimes are to call the container. */
  readonly name: string;
  readonly docker: EngineLine;
  readonly podman: EngineLine;
  /** Where the image is: in this store, an OCI layout. */
  readonly store: string;
  readonly image: string;
}

/** What each file is that starts the run; all stand beside config.json. */
export const STARTERS = {
  'run.sh': 'unshare, mount and pivot_root, each with a comment',
  'runc.sh': 'runc, on the bundle',
  'crun.sh': 'crun, on the bundle',
  'bwrap.sh': 'bubblewrap, on its root file system',
  'docker.sh': 'docker, which pulls the image itself',
  'podman.sh': 'podman, which pulls the image itself',
} as const;

/** Writes everything but the root file system into the directory, which has to be there. */
export function writeExport(directory: string, exported: Exported): void {
  const { plan, request, title, name, docker, podman, image, store } = exported;
  const files = etcFiles(
    plan.spec.hostname ?? hostname(),
    request.process.network,
    readHostEtcFiles(request.process.network),
    request.process,
  );
  writeBundle(directory, plan.spec, files);
  const starters: Record<keyof typeof STARTERS, string> = {
    'run.sh': script(plan, title),
    'runc.sh': shellFile([`${title}, by runc.`], runtimeBody('runc', name)),
    'crun.sh': shellFile([`${title}, by crun.`], runtimeBody('crun', name)),
    'bwrap.sh': bubblewrap(plan.spec, title),
    'docker.sh': shellFile(
      engineComment(title, 'docker', docker),
      `${delivery('docker', image, store)}exec ${docker.line}`,
    ),
    'podman.sh': shellFile(
      engineComment(title, 'podman', podman),
      `${delivery('podman', image, store)}exec ${podman.line}`,
    ),
  };
  for (const [file, content] of Object.entries(starters)) {
    writeFileSync(join(directory, file), content, { flag: 'wx' });
    // The environment may hold secrets.
    chmodSync(join(directory, file), 0o700);
  }
}

function engineComment(title: string, tool: string, { leftOut }: EngineLine): string[] {
  return [`${title}, by ${tool}.`, ...(leftOut.length === 0 ? [] : [`It has nothing like ${leftOut.join(', ')}.`])];
}

/**
 * config.json without what has no place in a bundle: volumes of our own store, instead of which what the image has there
 * is seen; and for an ordinary user the group that he has anyway, which runc refuses to give again.
 */
export function portable(spec: Spec, isVolume: (source: string) => boolean): Spec {
  const { user } = spec.process;
  const isRootless = spec.linux.namespaces.some(({ type }) => type === 'user');
  const additionalGids = user.additionalGids.filter((gid) => !isRootless || gid !== user.gid);
  const mounts = spec.mounts.filter(({ source }) => !isVolume(source));
  return { ...spec, process: { ...spec.process, user: { ...user, additionalGids } }, mounts };
}

/** Makes the missing sources of `-v` on the host, as docker does. */
export function makeSources({ spec, directories }: RunPlan): void {
  const sources = new Set(spec.mounts.map(({ source }) => source));
  for (const path of directories) if (sources.has(path)) makeDirectory(path);
}
