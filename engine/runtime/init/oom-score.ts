import type { Caller } from '../../stub/call.ts';
import { codeOf } from '../../syscall/error-code.ts';
import { InitFailed } from '../errors.ts';
import type { InitProcess } from '../init.ts';
import { writeProcFile } from './proc-file.ts';

/**
 * Says how willingly the kernel kills the process where memory runs out. To be killed less willingly than its maker takes
 * CAP_SYS_RESOURCE: an ordinary user's stays as willing as it was.
 *
 * @param outside a process that has the caller's rights, where init has not
 * @throws InitFailed where root has not got that right, or the kernel knows no such score
 * @see proc_pid_oom_score_adj(5)
 */
export async function setOomScore(init: InitProcess, score: number, outside: Caller | undefined): Promise<void> {
  try {
    await (outside
      ? writeProcFile(outside, `/proc/${init.pid}/oom_score_adj`, String(score))
      : writeProcFile(init, '/proc/self/oom_score_adj', String(score)));
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes(codeOf(error) ?? '')) {
      const message = `cannot set the oom_score_adj of the container to ${score}: ${(error as Error).message}`;
      throw new InitFailed(message, { cause: error });
    }
    if (!outside && process.geteuid!() !== 0) return;
    throw new InitFailed(`cannot lower the oom_score_adj of the container to ${score}: permission denied`, {
      hint: 'That takes CAP_SYS_RESOURCE, which root does not have here, as in most containers.',
      cause: error,
    });
  }
}
