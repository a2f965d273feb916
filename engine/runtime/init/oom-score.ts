import type { Caller } from '../../stub/call.ts';
import { codeOf } from '../../syscall/error-code.ts';
import type { InitProcess } from '../init.ts';
import { writeProcFile } from './proc-file.ts';

/**
 * Says how willingly the kernel kills the process where memory runs out. To be killed less willingly than its maker takes
 * the rights of root: without them it stays as willing as it was.
 *
 * @param outside a process that has the caller's rights, where init has not
 * @see proc_pid_oom_score_adj(5)
 */
export async function setOomScore(init: InitProcess, score: number, outside: Caller | undefined): Promise<void> {
  if (outside) return writeProcFile(outside, `/proc/${init.pid}/oom_score_adj`, String(score));
  try {
    await writeProcFile(init, '/proc/self/oom_score_adj', String(score));
  } catch (error) {
    if (process.geteuid!() === 0 || !['EACCES', 'EPERM'].includes(codeOf(error) ?? '')) throw error;
  }
}
