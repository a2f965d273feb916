import { release } from 'node:os';
import { join } from 'node:path';
import type { InspectionEvent } from 'xstate';
import { formatReference } from '../engine/image/reference.ts';
import type { Json } from '../engine/json.ts';
import { isKept } from '../engine/log/log-config.ts';
import { monotonic } from '../engine/monotonic.ts';
import { FORMAT_VERSION, type RunEvent, type RunHeader, recordedError } from '../engine/record/entry.ts';
import { RunFileUnusable } from '../engine/record/errors.ts';
import { redactor } from '../engine/record/redact.ts';
import { newRunFile } from '../engine/record/run-directory.ts';
import { RunWriter } from '../engine/record/run-writer.ts';
import type { Actors, RunRequest } from '../machines/actors/contract.ts';
import { recordedActors, recordStates } from '../machines/actors/recorded.ts';
import packageJson from '../package.json' with { type: 'json' };
import { homeOf } from './home.ts';
import type { Io } from './io.ts';
import type { Verdict } from './predict/answer.ts';
import { errorMessage } from './terminal/error-message.ts';
import type { Sink } from './terminal/output-display.ts';

/** Where the runs are that are kept without being asked for. */
export const runsDirectory = (io: Pick<Io, 'env' | 'uid'>): string => join(homeOf(io), 'runs');

interface Sinks {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** A run that may be recorded: what goes through here is kept on the way. */
export interface Recording {
  actors(actors: Actors): Actors;
  sinks(sinks: Sinks): Sinks;
  readonly inspect?: (inspected: InspectionEvent) => void;
  /** Keeps what has come of a prediction. */
  verdict(verdict: Verdict): void;
  /** From now on the values of these variables are secrets too. */
  hide(variables: readonly string[]): void;
  /** Closes the file; with `error`, what ended the run. Idempotent. */
  end(exitCode: number, error?: unknown): void;
}

/** What is recorded, besides what happens. */
export interface RecordingSubject {
  readonly request: RunRequest;
  readonly previousDigest: string | undefined;
  readonly isDetailed: boolean;
}

/** Nothing is kept. */
const NO_RECORDING: Recording = {
  actors: (actors) => actors,
  sinks: (sinks) => sinks,
  verdict() {},
  hide() {},
  end() {},
};

/**
 * Starts recording a run: into the file that was named, which must be possible; without a name, among the last runs where
 * that is possible; with `false`, nowhere.
 *
 * @throws RunFileUnusable where the named file cannot be written
 */
export function startRecording(file: string | false | undefined, subject: RecordingSubject, io: Io): Recording {
  if (file === false) return NO_RECORDING;
  const { request } = subject;
  const secrets = new Secrets(request);
  // Whoever wants no log of it wants its output nowhere.
  const outputLimit = isKept(request.log) ? undefined : 0;
  const options = { redact: secrets.redact, now: monotonic, outputLimit };
  const open = (path: string) => new RunWriter(path, headerOf(subject, io), options);
  if (file === undefined) {
    try {
      return recordingWith(open(newRunFile(runsDirectory(io), new Date())), secrets, () => {});
    } catch {
      // Nobody has asked for it: a home that cannot take one more file will say so where it matters.
      return NO_RECORDING;
    }
  }
  try {
    return recordingWith(open(file), secrets, (cause) =>
      io.stderr.write(errorMessage(new RunFileUnusable('write', file, cause))),
    );
  } catch (error) {
    throw new RunFileUnusable('write', file, error);
  }
}

/** When and where a run begins, and what runs it. */
export function hereAndNow({ uid }: Pick<Io, 'uid'>): Pick<RunHeader, 'startedAt' | 'versions' | 'host'> {
  return {
    startedAt: new Date().toISOString(),
    versions: { learnRun: packageJson.version, node: process.version },
    host: { platform: process.platform, architecture: process.arch, kernel: release(), isRoot: uid === 0 },
  };
}

/** What has come of a prediction, as a run file keeps it. */
export function recordedVerdict(verdict: Verdict): Extract<RunEvent, { readonly kind: 'prediction' }> {
  const { name, question, given = null, truth = null, isRight, because } = verdict;
  const { text, choices = null } = question;
  return { kind: 'prediction', name, question: text, choices, given, truth, isRight, because };
}

/** What is kept out of a recording: more may become known on the way. */
class Secrets {
  readonly #request: RunRequest;
  #redact: ReturnType<typeof redactor>;

  constructor(request: RunRequest) {
    this.#request = request;
    this.#redact = redactor(request.process.env, formatReference(request.reference));
  }

  readonly redact = (value: Json): Json => this.#redact(value);

  hide(variables: readonly string[]): void {
    const { process, reference } = this.#request;
    this.#redact = redactor([...process.env, ...variables], formatReference(reference));
  }
}

function recordingWith(writer: RunWriter, secrets: Secrets, complain: (cause: unknown) => void): Recording {
  const recorder = { write: writer.write.bind(writer), errorOf: recordedError, now: monotonic };
  const kept =
    (stream: 'stdout' | 'stderr', sink: Sink): Sink =>
    (chunk) => {
      writer.writeOutput(stream, chunk);
      return sink(chunk);
    };
  return {
    actors: (actors) => recordedActors(actors, recorder),
    sinks: ({ stdout, stderr }) => ({ stdout: kept('stdout', stdout), stderr: kept('stderr', stderr) }),
    inspect: recordStates(recorder),
    verdict: (verdict) => writer.write(recordedVerdict(verdict)),
    hide: (variables) => secrets.hide(variables),
    end(exitCode, error) {
      writer.end(exitCode, error === undefined ? null : recordedError(error));
      if (writer.failure !== undefined) complain(writer.failure);
    },
  };
}

function headerOf({ request, previousDigest, isDetailed }: RecordingSubject, io: Io): RunHeader {
  return {
    kind: 'run',
    format: FORMAT_VERSION,
    ...hereAndNow(io),
    request: request as unknown as Json,
    previousDigest: previousDigest ?? null,
    isDetailed,
  };
}
