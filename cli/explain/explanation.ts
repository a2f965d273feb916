import type { Engine } from '../../engine/engine.ts';
import { EngineError } from '../../engine/errors.ts';
import type { RunPlan } from '../../engine/plan/plan-run.ts';
import { usualHost } from '../../engine/plan/planned-host.ts';
import type { Io } from '../io.ts';
import { DOCKER_OPTIONS } from '../options/docker-options.ts';
import { amendmentOf } from './amendments.ts';
import { type CallChanges, callChanges } from './call-changes.ts';
import type { CommandLine, GivenFlag } from './command-line.ts';
import { compile, type Subject, type Surroundings } from './compile.ts';
import type { Judgement } from './effect.ts';
import { type Elsewhere, elsewhere } from './elsewhere.ts';
import type { Tool } from './invocation.ts';
import { judge } from './judge.ts';
import { knowledgeOf } from './knowledge.ts';
import { type SpecChange, specChanges } from './spec-changes.ts';

/** One flag, and everything that follows from it. */
export interface ExplainedFlag {
  readonly flag: GivenFlag;
  /** What it is for. */
  readonly does: string;
  /** Who carries it out. */
  readonly keeper: string;
  /** Why the run cannot be made with it; undefined where it can. */
  readonly refused: string | undefined;
  /** How our own `run` has it, where that is not all of it. */
  readonly note: string | undefined;
  /** Fields of config.json that are not the same without the flag. */
  readonly config: readonly SpecChange[];
  /** Kernel operations that are not the same without the flag. */
  readonly calls: CallChanges;
  /** What others make of it, where we make nothing of it. */
  readonly elsewhere: Elsewhere | undefined;
  readonly judgement: Judgement;
}

/** A command line of `run`, flag by flag. Nothing was run for it. */
export interface Explanation {
  readonly line: CommandLine;
  /** The run that it would be; undefined where it cannot be one. */
  readonly plan: RunPlan | undefined;
  /** The same without any flag. */
  readonly standard: RunPlan;
  readonly flags: readonly ExplainedFlag[];
}

/** What a tool does without being asked that others do not. Podman's are those of containers.conf(5). */
const STANDARD: Readonly<Record<Tool, readonly string[]>> = {
  docker: [],
  podman: ['--cap-drop=MKNOD', '--cap-drop=NET_RAW', '--cap-drop=AUDIT_WRITE'],
  'learn-run': [],
};

/**
 * Explains each flag by what is different without it: config.json and every kernel operation are worked out twice, with
 * all flags and with all but that one.
 */
export async function explain(engine: Engine, line: CommandLine, subject: Subject, io: Io): Promise<Explanation> {
  const workshop = new Workshop({ engine, host: usualHost(engine.idMappings), io }, subject, STANDARD[line.tool]);
  const refused = await refusals(line.flags, workshop);
  const usable = line.flags.filter((flag) => !refused.has(flag));
  const plan = await workshop.plan(usable);
  const flags: ExplainedFlag[] = [];
  for (const flag of line.flags) flags.push(await explained(flag, refused.get(flag), usable, workshop));
  return { line, plan: refused.size === 0 ? plan : undefined, standard: await workshop.plan([]), flags };
}

/** Compiles one command line with any of its flags. */
class Workshop {
  readonly #surroundings: Surroundings;
  readonly #subject: Subject;
  readonly #standard: readonly string[];

  constructor(surroundings: Surroundings, subject: Subject, standard: readonly string[]) {
    this.#surroundings = surroundings;
    this.#subject = subject;
    this.#standard = standard;
  }

  plan(flags: readonly GivenFlag[]): Promise<RunPlan> {
    const options = flags.filter(({ standing }) => standing === 'supported').map(({ option }) => option);
    const amendments = flags.flatMap((flag) => amendmentOf(flag) ?? []);
    const amend = amendments.length === 0 ? undefined : amendments.reduce((first, next) => (spec) => next(first(spec)));
    return compile(this.#surroundings, this.#subject, { options: [...this.#standard, ...options], amend });
  }

  /** What keeps these flags from being a run; undefined where nothing does. */
  async problem(flags: readonly GivenFlag[]): Promise<string | undefined> {
    try {
      await this.plan(flags);
      return undefined;
    } catch (error) {
      // Whatever has no code is a mistake of ours, and not of who wrote the flag.
      if (error instanceof EngineError) return error.message;
      throw error;
    }
  }
}

/** The flags that cannot be, each with the reason: by itself, or because of the others. */
async function refusals(flags: readonly GivenFlag[], workshop: Workshop): Promise<Map<GivenFlag, string>> {
  const refused = new Map<GivenFlag, string>();
  for (;;) {
    const left = flags.filter((flag) => !refused.has(flag));
    const problem = await workshop.problem(left);
    if (problem === undefined) return refused;
    refused.set(await culprit(left, workshop), problem);
  }
}

/** The last one without which it goes better: those before it were meant first. */
async function culprit(flags: readonly GivenFlag[], workshop: Workshop): Promise<GivenFlag> {
  for (const flag of flags.toReversed()) if (await workshop.problem([flag])) return flag;
  for (const flag of flags.toReversed()) {
    if ((await workshop.problem(flags.filter((one) => one !== flag))) === undefined) return flag;
  }
  return flags.at(-1)!;
}

async function explained(
  flag: GivenFlag,
  refused: string | undefined,
  usable: readonly GivenFlag[],
  workshop: Workshop,
): Promise<ExplainedFlag> {
  const known = knowledgeOf(flag.long);
  const [before, after] = await comparison(flag, refused === undefined ? usable : [], workshop);
  const config = specChanges(before.spec, after.spec);
  const calls = callChanges(before, after);
  const isSilent = config.length + calls.added.length + calls.removed.length === 0;
  return {
    flag,
    does: known?.does ?? '',
    keeper: known?.keeper ?? 'daemon',
    refused,
    note: noteOf(flag),
    config,
    calls,
    elsewhere: isSilent ? elsewhere(flag) : undefined,
    judgement: judge(flag),
  };
}

/** The run without the flag and with it; where the others cannot be without it, the flag alone beside none at all. */
async function comparison(
  flag: GivenFlag,
  usable: readonly GivenFlag[],
  workshop: Workshop,
): Promise<readonly [RunPlan, RunPlan]> {
  const others = usable.filter((one) => one !== flag);
  if ((await workshop.problem(others)) === undefined)
    return Promise.all([workshop.plan(others), workshop.plan(usable)]);
  return Promise.all([workshop.plan([]), workshop.plan([flag])]);
}

function noteOf({ long, standing }: GivenFlag): string | undefined {
  const option = DOCKER_OPTIONS.find((one) => one.long === long);
  if (option === undefined) return standing === 'unsupported' ? "podman's own" : undefined;
  return option.support === 'yes' || option.note === '' ? undefined : option.note;
}
