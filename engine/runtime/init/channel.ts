import { readSync, writeSync } from 'node:fs';
import type { FromInit, ToInit } from '../messages.ts';

/** Init's end of the conversation. Synchronous: after init has made its mount namespace, nothing asynchronous may run. */
export class Channel {
  readonly #fd: number;
  readonly #exit: (status: number) => never;
  #received = '';

  /** `exit` ends the process where the other side is gone. */
  constructor(fd: number, exit: (status: number) => never) {
    this.#fd = fd;
    this.#exit = exit;
  }

  send(message: FromInit): void {
    const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
    for (let sent = 0; sent < bytes.length; ) sent += writeSync(this.#fd, bytes, sent);
  }

  /** The next message. Ends the process where the other side is gone: nobody is left to start the container for. */
  receive(): ToInit {
    const chunk = Buffer.alloc(65536);
    while (!this.#received.includes('\n')) {
      const length = readSync(this.#fd, chunk);
      if (length === 0) this.#exit(GONE);
      this.#received += chunk.toString('latin1', 0, length);
    }
    const end = this.#received.indexOf('\n');
    const line = Buffer.from(this.#received.slice(0, end), 'latin1').toString();
    this.#received = this.#received.slice(end + 1);
    return JSON.parse(line) as ToInit;
  }

  /** Says that init is up, and waits to be told what to make. */
  receiveReady(pid: number): Extract<ToInit, { kind: 'create' }> {
    this.send({ kind: 'ready', pid });
    return this.expect('create');
  }

  /** Waits for a message of one kind. */
  expect<Kind extends ToInit['kind']>(kind: Kind): Extract<ToInit, { kind: Kind }> {
    const message = this.receive();
    if (message.kind !== kind) throw new Error(`init expected the message ${kind}, got ${message.kind}`);
    return message as Extract<ToInit, { kind: Kind }>;
  }
}

const GONE = 125;
