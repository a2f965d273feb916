import { isLoopbackHost } from './address.ts';
import { UnsafeAddress } from './errors.ts';

/** Docker Hub answers under another name than the one in its images' names. */
const DOCKER_HUB = { registry: 'docker.io', host: 'registry-1.docker.io' };

/**
 * Where a registry is asked: `https://` and its host, or `http://` on loopback, where nobody can listen in.
 *
 * @throws UnsafeAddress where plain HTTP is wanted for another host.
 */
export function registryOrigin(registry: string, isPlainHttp?: boolean): URL {
  const host = registry === DOCKER_HUB.registry ? DOCKER_HUB.host : registry;
  const secure = new URL(`https://${host}/`);
  const isLoopback = isLoopbackHost(secure.hostname);
  if (!(isPlainHttp ?? isLoopback)) return secure;
  if (!isLoopback) throw new UnsafeAddress('the registry', `http://${host}/`, 'plain HTTP is spoken on loopback only');
  return new URL(`http://${host}/`);
}
