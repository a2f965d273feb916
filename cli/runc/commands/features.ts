import { features as describeFeatures } from '../../../engine/lifecycle/features.ts';
import type { Run } from '../command.ts';
import { writeAll } from '../log.ts';
import { version } from '../version.ts';

export const features: Run = async () => {
  writeAll(1, `${JSON.stringify(describeFeatures(version), null, 4)}\n`);
  return 0;
};
