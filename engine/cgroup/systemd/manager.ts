import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EngineError } from '../../errors.ts';
import { TOOL_ENVIRONMENT } from '../../tool-environment.ts';
import { type Property, wordsOf } from './property.ts';

/** Systemd did not do what it was asked for, or could not be asked. */
export class SystemdRefused extends EngineError<'HOST_UNSUPPORTED'> {
  readonly code = 'HOST_UNSUPPORTED';
}

const ADDRESS = ['org.freedesktop.systemd1', '/org/freedesktop/systemd1', 'org.freedesktop.systemd1.Manager'];

/** The ways to the buses, which an ordinary user's session has in its environment. @see sd_bus_default(3) */
const BUS_VARIABLES = ['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'DBUS_SYSTEM_BUS_ADDRESS'];

export interface AboutSystemd {
  /** The number of its release: 252. */
  readonly release: number;
  /** Path of the cgroup that all its units lie in: `/` for the root. */
  readonly cgroup: string;
}

/** By whether it is the user's. */
const ABOUT = new Map<boolean, Promise<AboutSystemd>>();

/**
 * The systemd of the host, or the caller's own, as it is asked over D-Bus with busctl(1): every host that has the one has
 * the other.
 *
 * @see org.freedesktop.systemd1(5)
 */
export class SystemdManager {
  readonly #isUser: boolean;
  readonly #env: Readonly<Record<string, string>>;

  constructor(isUser: boolean) {
    this.#isUser = isUser;
    const known = BUS_VARIABLES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
    this.#env = { ...TOOL_ENVIRONMENT, ...runtimeDirectory(), ...Object.fromEntries(known) };
  }

  /** What there is to know of it; it is asked once. @throws SystemdRefused */
  about(): Promise<AboutSystemd> {
    const known = ABOUT.get(this.#isUser) ?? this.#ask();
    ABOUT.set(this.#isUser, known);
    return known;
  }

  async #ask(): Promise<AboutSystemd> {
    const text = await this.#busctl('get-property', ['Version', 'ControlGroup']);
    // Strings, in quotes, a line each: s "252.4-1"
    const [version = '', cgroup = ''] = [...text.matchAll(/^s "(.*)"$/gm)].map(([, value]) => value!);
    return { release: Number(/\d+/.exec(version)?.[0] ?? 0), cgroup: cgroup || '/' };
  }

  /** Begins to make a unit that lasts as long as its processes; resolves before they are in it. @throws SystemdRefused */
  async startTransientUnit(name: string, properties: readonly Property[]): Promise<void> {
    await this.#call('StartTransientUnit', 'ssa(sv)a(sa(sv))', [name, 'replace', ...wordsOf(properties), '0']);
  }

  /** Moves processes into a unit that is there; when this resolves they are in it. @throws SystemdRefused */
  async attachProcesses(name: string, processes: readonly number[]): Promise<void> {
    const words = [name, '/', String(processes.length), ...processes.map(String)];
    await this.#call('AttachProcessesToUnit', 'ssau', words);
  }

  /** Until it ends, and not for the next of that name. @throws SystemdRefused */
  async setUnitProperties(name: string, properties: readonly Property[]): Promise<void> {
    await this.#call('SetUnitProperties', 'sba(sv)', [name, 'true', ...wordsOf(properties)]);
  }

  /** @throws SystemdRefused */
  async stopUnit(name: string): Promise<void> {
    await this.#call('StopUnit', 'ss', [name, 'replace']);
  }

  /** Forgets that a unit has failed: until then its name is taken. @throws SystemdRefused where it has not */
  async resetFailedUnit(name: string): Promise<void> {
    await this.#call('ResetFailedUnit', 's', [name]);
  }

  async #call(method: string, signature: string, words: readonly string[]): Promise<void> {
    await this.#busctl('call', [method, signature, ...words]);
  }

  async #busctl(verb: string, words: readonly string[]): Promise<string> {
    const args = [this.#isUser ? '--user' : '--system', '--', verb, ...ADDRESS, ...words];
    try {
      return (await promisify(execFile)('busctl', args, { env: this.#env })).stdout;
    } catch (error) {
      throw this.#refusal(`${verb} ${words[0]}`, error as Error & { code?: unknown; stderr?: string });
    }
  }

  #refusal(what: string, error: Error & { code?: unknown; stderr?: string }): SystemdRefused {
    const who = this.#isUser ? "the user's systemd" : 'systemd';
    const reason = error.code === 'ENOENT' ? 'busctl is not installed' : error.stderr?.trim() || error.message;
    return new SystemdRefused(`cannot have a cgroup made by ${who} (${what}): ${reason}`, {
      cause: error,
      hint: this.#isUser ? USER_HINT : HINT,
    });
  }
}

/** Where a login has made it, when nobody has said so: root of a user namespace is not root there. @see pam_systemd(8) */
function runtimeDirectory(): Record<string, string> {
  const uid = process.geteuid!();
  return uid === 0 ? {} : { XDG_RUNTIME_DIR: `/run/user/${uid}` };
}

const HINT =
  'systemctl status shows whether systemd runs here. Without it leave out --systemd-cgroup: podman takes --cgroup-manager cgroupfs, Docker the option native.cgroupdriver=cgroupfs.';
const USER_HINT =
  'systemctl --user status shows whether it runs: after a login on the machine itself or by ssh it does, after su or sudo it does not. loginctl enable-linger keeps it.';
