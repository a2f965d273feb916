import type { Spec } from '../../engine/bundle/runtime-spec.ts';
import type { Engine } from '../../engine/engine.ts';
import { parseReference } from '../../engine/image/reference.ts';
import { type KnownImage, planRun, type RunPlan } from '../../engine/plan/plan-run.ts';
import type { PlannedHost } from '../../engine/plan/planned-host.ts';
import { withInheritedMounts } from '../../engine/volumes-from.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import { planInput } from '../../machines/actors/dry/plan-input.ts';
import { newParser, parseSpelled } from '../commands/parser.ts';
import type { Io } from '../io.ts';
import { givenOptions } from '../options/given-options.ts';
import { wantedPlatform } from '../options/platform.ts';
import { addRunOptions, type RunOptions } from '../options/run-options.ts';
import { runRequest } from '../options/run-request.ts';

/** What is compiled again and again, with other flags each time. */
export interface Subject {
  readonly image: string;
  readonly command: readonly string[];
  readonly known: KnownImage;
}

/** What it is compiled by: each time the same, so that two plans differ by their flags alone. */
export interface Surroundings {
  readonly engine: Engine;
  readonly host: PlannedHost;
  readonly io: Io;
}

/** Options as our `run` takes them, and changes of config.json for which it has none. */
export interface Variation {
  readonly options: readonly string[];
  readonly amend?: ((spec: Spec) => Spec) | undefined;
}

/** The same in every plan, so that two of them differ by their flags alone. */
export const CONTAINER_ID = '0123456789ab'.padEnd(64, 'c');

/** The request that our `run` would make of the options. Values that stand in the environment alone are not read. @throws UsageError */
export function requestOf(
  { image, command }: Pick<Subject, 'image' | 'command'>,
  options: readonly string[],
  io: Io,
): RunRequest {
  const parsed = parsedOptions(options, io);
  return runRequest(parsed, {
    reference: parseReference(image),
    platform: wantedPlatform(parsed.platform),
    command,
    env: withoutValues(io.env),
    terminal: ANY_TERMINAL,
  });
}

/** Options as our `run` takes them. @throws UsageError */
export function parsedOptions(options: readonly string[], io: Pick<Io, 'stdout'>): RunOptions {
  const parser = addRunOptions(newParser('run', { usage: '', description: '', examples: [] }, io));
  parseSpelled(parser, options);
  return givenOptions(parser);
}

/** Whether somebody sits at a terminal now says nothing about then. */
export const ANY_TERMINAL = {
  stdin: { isTTY: true } as Io['stdin'],
  stdout: { isTTY: true, rows: 24, columns: 80 } as Io['stdout'],
};

/** Everything that the run would come to. @throws whatever keeps it from being compiled */
export function compile(
  { engine, host, io }: Surroundings,
  subject: Subject,
  { options, amend }: Variation,
): Promise<RunPlan> {
  const request = requestOf(subject, options, io);
  const input = {
    ...planInput(request, subject.known, CONTAINER_ID),
    options: withInheritedMounts(engine.store, request.process),
    ...(amend && { amend }),
  };
  return planRun(engine, input, host);
}

/** `-e NAME` takes a value from the environment, which is nobody's business here. */
function withoutValues(env: Io['env']): Io['env'] {
  return Object.fromEntries(Object.keys(env).map((name) => [name, '(from your environment)']));
}
