import type { KnownImage, PlanInput } from '../../../engine/plan/plan-run.ts';
import type { RunRequest } from '../contract.ts';

/** What is to be planned for this request, where learn-run itself would make the container. */
export function planInput(request: RunRequest, image: KnownImage, containerId: string): PlanInput {
  return {
    containerId,
    image,
    options: request.process,
    isInteractive: request.process.interactive,
    isThrownAway: !request.keep,
  };
}
