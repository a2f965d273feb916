import type { Syscalls } from './syscall/syscalls.ts';

/** The kernel, loaded when it is first needed: koffi takes longer to load than many commands take in all. */
export const lazySyscalls = async (): Promise<Syscalls> => (await import('./syscall/linux.ts')).linuxSyscalls();
