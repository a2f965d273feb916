import { findTool, TOOL_DIRECTORIES } from '../tool-environment.ts';

/** The programs of the host that networks are made with. */
export type ToolName = 'ip' | 'nsenter' | 'nft' | 'iptables' | 'iptables-restore' | 'pasta' | 'slirp4netns';

/** The tools that are there, each looked for when it is first asked for. */
export class Tools {
  readonly #directories: readonly string[];
  readonly #found = new Map<ToolName, string | undefined>();

  constructor(directories: readonly string[] = TOOL_DIRECTORIES) {
    this.#directories = directories;
  }

  /** Absolute path of the program; undefined where it is not installed. */
  find(name: ToolName): string | undefined {
    if (!this.#found.has(name)) {
      this.#found.set(name, findTool(name, this.#directories));
    }
    return this.#found.get(name);
  }

  /** The names of those that are missing. */
  missing(...names: readonly ToolName[]): ToolName[] {
    return names.filter((name) => this.find(name) === undefined);
  }
}
