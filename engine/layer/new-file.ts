import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** A regular file that is being written, which nobody has linked to or opened before. */
export class NewFile {
  readonly fd: number;
  #length = 0;

  /**
   * Makes the file. The flags refuse to write through anything that is already there, whatever it is.
   *
   * @param mode of its permissions only: set-id bits have to wait until the owner is right
   */
  constructor(name: Buffer, mode: number) {
    this.fd = openSync(name, 'wx', mode & 0o777);
  }

  write(bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.fd, bytes, done, bytes.length - done, this.#length + done);
    }
    this.#length += bytes.length;
  }

  /** Goes on after so many zeros, which take no room on the disk. */
  skip(bytes: number): void {
    this.#length += bytes;
    ftruncateSync(this.fd, this.#length);
  }

  close(): void {
    closeSync(this.fd);
  }
}
