import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CertificatesUnreadable } from './errors.ts';

/** What is to be trusted, and shown, at one registry besides what is everywhere. */
export interface Certificates {
  /** Authorities, in PEM. */
  readonly authorities: readonly string[];
  /** Who we are: certificates and their keys, in PEM. */
  readonly clients: readonly { readonly certificate: string; readonly key: string }[];
}

/** Where programs keep them, a directory for each registry; the first that has one for it counts. @see containers-certs.d(5) */
export function certificatePlaces(home: string): string[] {
  return [
    join(home, '.config', 'docker', 'certs.d'),
    '/etc/docker/certs.d',
    join(home, '.config', 'containers', 'certs.d'),
    '/etc/containers/certs.d',
  ];
}

/**
 * The certificates that lie in a directory named after the registry, as docker and podman read them: `*.crt` is an authority, `*.cert`
 * with `*.key` is a client's. Undefined where there is no such directory.
 *
 * @param registry host and optional port as a reference has it: `localhost:5000`
 * @throws CertificatesUnreadable in docker's words, where a pair is not complete
 */
export function storedCertificates(registry: string, places: readonly string[]): Certificates | undefined {
  for (const place of places) {
    const directory = join(place, registry);
    const names = namesIn(directory);
    if (names !== undefined) return readCertificates(directory, names);
  }
  return undefined;
}

function readCertificates(directory: string, names: readonly string[]): Certificates {
  const read = (name: string) => readPem(join(directory, name));
  const certificates = names.filter((name) => name.endsWith('.cert'));
  for (const key of names.filter((name) => name.endsWith('.key'))) {
    const certificate = key.replace(/key$/, 'cert');
    if (!names.includes(certificate)) {
      throw new CertificatesUnreadable(directory, `missing client certificate ${certificate} for key ${key}`);
    }
  }
  return {
    authorities: names.filter((name) => name.endsWith('.crt')).map(read),
    clients: certificates.map((name) => {
      const key = name.replace(/cert$/, 'key');
      if (!names.includes(key)) {
        const reason = `missing key ${key} for client certificate ${name}. CA certificates must use the extension .crt`;
        throw new CertificatesUnreadable(directory, reason);
      }
      return { certificate: read(name), key: read(key) };
    }),
  };
}

function namesIn(directory: string): string[] | undefined {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CertificatesUnreadable(directory, `cannot read it (${code})`);
  }
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    throw new CertificatesUnreadable(path, `cannot read it (${(error as NodeJS.ErrnoException).code})`);
  }
}
