/** False on a page that came over a network without TLS, as to a class: there a browser has no Web Crypto. */
export const canCompute = 'subtle' in crypto;

/**
 * The digest of the bytes, computed by the browser: nobody's word is taken for it.
 *
 * @param promised the digest that they shall have: it says by which algorithm
 */
export async function recompute(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>, promised: string): Promise<string> {
  const [name, algorithm] = promised.startsWith('sha512:') ? ['sha512', 'SHA-512'] : ['sha256', 'SHA-256'];
  const hash = new Uint8Array(await crypto.subtle.digest(algorithm!, bytes));
  return `${name}:${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** The bytes of an archive without its compression; undefined where the browser does not know that one. */
export async function uncompressed(
  bytes: Uint8Array<ArrayBuffer>,
  mediaType: string,
): Promise<ArrayBuffer | undefined> {
  if (!/[+.](gzip|zstd)$/.test(mediaType)) return bytes.buffer;
  if (!mediaType.endsWith('gzip')) return undefined;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}
