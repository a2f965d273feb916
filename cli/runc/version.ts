import { OCI_VERSION } from '../../engine/lifecycle/status.ts';
import manifest from '../../package.json' with { type: 'json' };

export const { version } = manifest;

/** In the form that Docker reads. */
export function versionText(program: string): string {
  return `${program} version ${version}\ncommit: v${version}\nspec: ${OCI_VERSION}\nnode: ${process.version}\n`;
}
