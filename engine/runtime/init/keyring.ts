import { type Caller, tolerating } from '../../stub/call.ts';
import { describeKey, joinSessionKeyring, setKeyPermissions } from '../../stub/calls/processes.ts';

/** Lets the user of a keyring find what is in it. linux/keyctl.h KEY_USR_SEARCH */
const USER_SEARCH = 0x00080000;

/**
 * Gives the container a session keyring of its own: with that of the caller it could use the caller's keys. Kernels
 * without keyrings have nothing to keep apart.
 *
 * @see session-keyring(7)
 */
export async function enterKeyring(init: Caller, name: string): Promise<void> {
  const serial = await init.call(tolerating(joinSessionKeyring(name), 'ENOSYS', 'EPERM'));
  if (serial === undefined) return;
  const description = await init.call(tolerating(describeKey(serial), 'EACCES', 'EPERM'));
  const permissions = Number.parseInt(description?.split(';')[3] ?? '', 16);
  if (Number.isNaN(permissions)) return;
  await init.call(tolerating(setKeyPermissions(serial, permissions | USER_SEARCH), 'EACCES', 'EPERM'));
}
