import type { RestartPolicy } from '../../engine/store/container-state.ts';
import { UsageError } from '../errors.ts';

const NAMES = ['always', 'unless-stopped', 'on-failure'] as const;

/**
 * What `--restart` says: undefined where the container is never started again by itself, which is the default.
 *
 * @param text `no`, `always`, `unless-stopped`, `on-failure[:retries]`
 * @throws UsageError in docker's words
 */
export function restartPolicy(text = 'no'): RestartPolicy | undefined {
  const [policy = '', retries = ''] = text.split(/:(.*)/s);
  if (policy === '' && text !== '') throw invalidFormat('no policy provided before colon');
  if (!/^([+-]?\d{1,15})?$/.test(retries)) throw invalidFormat('maximum retry count must be an integer');
  const maximumRetryCount = Number(retries);
  const name = NAMES.find((known) => known === policy);
  if (name === undefined && policy !== 'no' && policy !== '') throw unknownPolicy(policy);
  refuseRetries(policy, maximumRetryCount);
  return name && { name, maximumRetryCount };
}

/** Only a failure can be counted. */
function refuseRetries(policy: string, count: number): void {
  const isCounted = policy === 'on-failure';
  if (isCounted && count < 0) throw invalid('maximum retry count cannot be negative');
  if (isCounted || count === 0) return;
  const more = count < 0 ? ' and cannot be negative' : '';
  throw invalid(`maximum retry count can only be used with 'on-failure'${more}`);
}

function unknownPolicy(policy: string): UsageError {
  const shown = policy.slice(0, 100);
  return invalid(`unknown policy '${shown}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`);
}

const invalid = (reason: string) => new UsageError(`invalid restart policy: ${reason}`);
const invalidFormat = (reason: string) => new UsageError(`invalid restart policy format: ${reason}`);
