import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { findBase } from '../../../engine/directory-image.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Json } from '../../../engine/json.ts';
import { type KnownImage, planRun, type RunPlan } from '../../../engine/plan/plan-run.ts';
import type { PlannedCall } from '../../../engine/runtime/dry/dry-init.ts';
import type { RuntimeCommands } from '../../../engine/runtime/dry/plan-foreign.ts';
import { writableLayerIn } from '../../../engine/runtime/root-mount.ts';
import { disassemble } from '../../../engine/seccomp/disassemble.ts';
import { callLine } from '../../../engine/stub/traced-call.ts';
import type { ContainerActors, ContainerRecord, RunRequest, Tools } from '../contract.ts';
import { asJson } from '../real/facts.ts';
import { refuseForeignRuntime } from '../real/make-container.ts';
import { partsOf, standsOn } from '../real/new-container.ts';
import { planInput } from './plan-input.ts';
import type { Learnt } from './pull.ts';

/** What a container that nobody makes is planned from, and the plan. */
export interface DryParts {
  image?: KnownImage;
  plan?: RunPlan;
}

/** The steps of a container's life, worked out and not done. */
export function dryContainerActors(engine: Engine, parts: DryParts, learnt: Learnt): ContainerActors {
  return {
    async prepareSnapshot({ request, image }, tools) {
      const found = findBase(engine.store, image.manifest, request);
      const config = learnt.config ?? found!.config;
      parts.image = { config, layers: learnt.config ? undefined : found && partsOf(request, found, false).layers };
      const id = randomBytes(32).toString('hex');
      const bundle = engine.store.containers.directoryOf(id);
      tools.show(
        `A container would get a directory of its own, ${bundle}: ${standsOn(request.process.rootfs, config.rootfs.diff_ids.length)}.`,
        { snapshot: { layers: parts.image.layers ?? config.rootfs.diff_ids, upper: writableLayerIn(bundle).upper } },
      );
      return { id, bundle, pid: undefined };
    },

    async writeBundle({ request, container }, tools) {
      refuseForeignRuntime(request);
      const plan = await planned(engine, request, container, parts.image!);
      parts.plan = plan;
      const { args, user, cwd } = plan.spec.process;
      tools.show(`config.json would say what to run: ${JSON.stringify(args)} as uid ${user.uid} in ${cwd}.`, {
        'config.json': asJson(plan.spec),
        origins: asJson(plan.origins),
      });
      for (const guess of plan.assumptions) tools.show(`A guess: ${guess}.`);
      return container;
    },

    async startInit({ container }, tools) {
      const { creating, commands, idMaps, seccomp } = parts.plan!;
      await takeTurns(untilInit(parts.plan!), tools);
      showLauncher(parts.plan!, tools);
      await takeTurns(creating, tools);
      await takeCommand(commands?.create, tools);
      tools.show(
        commands
          ? `A child of the launcher would mount the root file system, with ${creating.length} kernel calls, and ${nameOf(commands)} create would make init there: it would stand right before execve, and wait. What ${nameOf(commands)} calls cannot be worked out.`
          : `Init would be process 1 inside. After ${creating.length} kernel calls it would stand right before execve, and wait.`,
        {
          syscalls: callFacts(creating),
          ...commandFacts(commands, 'create'),
          cgroup: cgroupFacts(parts.plan!),
          ...(idMaps.length > 0 && { 'id maps': [...idMaps] }),
          ...(seccomp && { seccomp: disassemble(seccomp.program) }),
        },
      );
      return container;
    },

    async connectNetwork(_, tools) {
      const { mode, plan, commands, lack } = parts.plan!.network;
      const facts = { mode, ...plan?.facts, commands: asJson(commands), ...(lack !== undefined && { reason: lack }) };
      tools.show(networkSentence(parts.plan!.network), { network: asJson(facts) });
    },

    async startContainer(_, tools) {
      const { starting, spec, commands } = parts.plan!;
      await takeTurns(starting, tools);
      await takeCommand(commands?.start, tools);
      tools.show(
        `${commands ? `${nameOf(commands)} start would be called: ` : ''}execve(2) would replace init by ${spec.process.args[0]}: the same process, another program.`,
        { syscalls: callFacts(starting), ...commandFacts(commands, 'start') },
      );
    },

    async awaitExit(_, tools) {
      tools.show(
        'What the program would do only a real run can tell. From here on it is taken to have exited with status 0.',
      );
      return { code: 0, signal: undefined };
    },

    async deleteContainer({ container, keep }, tools) {
      const commands = parts.plan?.commands;
      await takeCommand(commands?.delete, tools);
      const directories = [...(parts.plan?.cgroup.directories ?? []), ...(keep ? [] : [container.bundle])];
      tools.show(
        keep
          ? 'The container would stay, because --keep or --restart asks for it; what runs in it would be killed.'
          : `${commands ? `${nameOf(commands)} delete would be called. ` : ''}What still ran would be killed, and its cgroup and its directory removed. The mounts would go with their namespace.`,
        { removed: directories, ...commandFacts(commands, 'delete') },
      );
    },
  };
}

function planned(engine: Engine, request: RunRequest, { id }: ContainerRecord, image: KnownImage): Promise<RunPlan> {
  return planRun(engine, { ...planInput(request, image, id), runtime: request.runtime });
}

/** One after the other, as init would make them. */
async function takeTurns(calls: readonly PlannedCall[], tools: Tools): Promise<void> {
  for (const call of calls) await tools.turn(callLine(call));
}

const nameOf = ({ create }: RuntimeCommands) => basename(create[0]!);

/** One of another runtime, where that makes the container. */
async function takeCommand(words: readonly string[] | undefined, tools: Tools): Promise<void> {
  if (words) await tools.turn(words.join(' '));
}

function commandFacts(commands: RuntimeCommands | undefined, command: keyof RuntimeCommands): Record<string, Json> {
  return commands ? { runtime: { name: nameOf(commands), [command]: [...commands[command]] } } : {};
}

function showLauncher(plan: RunPlan, tools: Tools): void {
  const { launcher, cgroup, idMaps, commands } = plan;
  const maps = idMaps.length === 0 ? '' : ', whose ids are given from outside';
  const own = idMaps.length === 0 ? '' : ` It would be root of a user namespace of its own${maps}.`;
  const where = cgroup.directories.length === 0 ? 'stay in your own cgroup' : 'be in a cgroup of its own';
  const does = commands ? `be the parent of what ${nameOf(commands)} makes` : 'make init';
  tools.show(`A launcher would ${does}, with ${launcher.length} kernel calls, and init would ${where}.${own}`, {
    syscalls: callFacts(untilInit(plan)),
  });
}

/** What would be called before init's own work. */
function untilInit({ launcher, cgroup: { making, joining, limiting } }: RunPlan): readonly PlannedCall[] {
  return [...making, ...launcher, ...joining, ...limiting];
}

function cgroupFacts({ cgroup: { version, directories, limiting, reason } }: RunPlan): Json {
  if (version === undefined) return { path: null, reason: reason ?? null };
  return { version, directories: [...directories], limits: limiting.map(({ args }) => args.join(' ')) };
}

function networkSentence({ mode, plan, lack }: RunPlan['network']): string {
  if (mode === 'host') return 'The container would be in the network of the host.';
  if (mode === 'none') return 'The container would have its own loopback and no other network.';
  if (plan === undefined) return `The container would be in the network of another one: ${mode}.`;
  if (lack !== undefined) return `The container would have no network here: ${lack}.`;
  const { bridge, helper, gateway } = plan.facts;
  const how = bridge ? `its cable would end at the bridge ${bridge}` : `${helper} would carry what it says`;
  return `The container would be ${plan.address}: ${how}, and ${gateway} would lead out.`;
}

/** A guess stands behind its result. */
function callFacts(calls: readonly PlannedCall[]): Json {
  return calls.map(({ name, args, result, assumed }) => ({
    name,
    args: [...args],
    result: assumed === undefined ? result : `${result} (a guess: ${assumed})`,
  }));
}
