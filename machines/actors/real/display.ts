import type { LogStream } from '../../../engine/log/log-entry.ts';
import type { MadeContainer } from '../../../engine/runtime/container.ts';

/** Where a container's streams go: the caller's own ones, or a pane. Provided by whoever shows the run. */
export interface Display {
  /** Takes hold of the streams before the program starts; carries nothing yet. */
  attach(container: MadeContainer): void | Promise<void>;
  /**
   * Carries both streams until they have ended, and says how many bytes each had.
   *
   * @param keep is given each chunk before anybody sees it
   */
  carry(
    container: MadeContainer,
    keep: (stream: LogStream, chunk: Buffer) => void,
  ): Promise<{ stdoutBytes: number; stderrBytes: number }>;
}
