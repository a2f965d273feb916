import type { Run } from '../command.ts';
import { Unsupported } from '../errors.ts';

export const checkpoint: Run = async () => {
  throw new Unsupported('checkpoint and restore are not supported: learn-runc does not call CRIU');
};
