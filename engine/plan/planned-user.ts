import type { ContainerOptions } from '../bundle/container-options.ts';
import { userSpec } from '../bundle/convert.ts';
import { GroupNotFound, UserNotFound } from '../bundle/errors.ts';
import { type ResolvedUser, resolveGroups, resolveUser, type UserDatabase } from '../bundle/user.ts';
import type { ImageConfig } from '../image/image-config.ts';

/** Who the program would run as, and what of it is a guess. */
export interface PlannedUser {
  readonly user: ResolvedUser;
  readonly assumed?: string;
}

/** What most images call the first user that is not root. */
const LIKELY_ID = 1000;

/**
 * The user of the container. Where the image's files are not here, a name stands for nobody, and is taken for the ids that
 * most images give.
 *
 * @param database undefined where the image's files are not here
 */
export function plannedUser(
  config: ImageConfig,
  options: ContainerOptions,
  database: UserDatabase | undefined,
): PlannedUser {
  const names = options.groupAdd ?? [];
  if (database) return { user: found(config, options, names, database) };
  try {
    return { user: found(config, options, names, { passwd: undefined, group: undefined }) };
  } catch (error) {
    if (!(error instanceof UserNotFound || error instanceof GroupNotFound)) throw error;
    const name = error instanceof UserNotFound ? error.user : error.group;
    const user = { uid: LIKELY_ID, gid: LIKELY_ID, additionalGids: [], addedGids: [], home: '/', username: undefined };
    return { user, assumed: `${name} is taken for ${LIKELY_ID}:${LIKELY_ID}: only the image's /etc/passwd would know` };
  }
}

function found(
  config: ImageConfig,
  options: ContainerOptions,
  groups: readonly string[],
  database: UserDatabase,
): ResolvedUser {
  return {
    ...resolveUser(userSpec(config, options), database),
    addedGids: resolveGroups(groups, database),
  };
}
