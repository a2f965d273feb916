import { blobs } from './kinds/blobs.ts';
import { capabilities } from './kinds/capabilities.ts';
import { command } from './kinds/command.ts';
import { diffId } from './kinds/diff-id.ts';
import { environment } from './kinds/environment.ts';
import { exitCode } from './kinds/exit-code.ts';
import { fullName } from './kinds/full-name.ts';
import { heldProgram } from './kinds/held-program.ts';
import { hostName } from './kinds/host-name.ts';
import { imageHere } from './kinds/image-here.ts';
import { indexOrManifest } from './kinds/index-or-manifest.ts';
import { interfaces } from './kinds/interfaces.ts';
import { layersHere } from './kinds/layers-here.ts';
import { namespaces } from './kinds/namespaces.ts';
import { outOfMemory } from './kinds/out-of-memory.ts';
import { pidAfterExecve } from './kinds/pid-after-execve.ts';
import { pidInside } from './kinds/pid-inside.ts';
import { processesSeen } from './kinds/processes-seen.ts';
import { publishedPorts } from './kinds/published-ports.ts';
import { signalCode } from './kinds/signal-code.ts';
import { stacked } from './kinds/stacked.ts';
import { stream } from './kinds/stream.ts';
import { token } from './kinds/token.ts';
import { user } from './kinds/user.ts';
import { userOutside } from './kinds/user-outside.ts';
import { waitStatus } from './kinds/wait-status.ts';
import { whatStays } from './kinds/what-stays.ts';
import { whiteout } from './kinds/whiteout.ts';
import { workingDirectory } from './kinds/working-directory.ts';
import type { QuestionKind } from './question.ts';

/** Every kind of question, in the order in which they are asked: the ones before a step from most to least telling. */
export const KINDS: readonly QuestionKind[] = [
  imageHere,
  fullName,
  token,
  indexOrManifest,
  blobs,
  layersHere,
  diffId,
  whiteout,
  stacked,
  command,
  user,
  capabilities,
  hostName,
  workingDirectory,
  environment,
  pidInside,
  userOutside,
  heldProgram,
  namespaces,
  processesSeen,
  interfaces,
  publishedPorts,
  outOfMemory,
  exitCode,
  pidAfterExecve,
  stream,
  waitStatus,
  signalCode,
  whatStays,
];
