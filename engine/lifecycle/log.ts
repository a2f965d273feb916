/** Who is told of what is worth to be known and does not end the command. */
export interface Log {
  debug(message: string): void;
  warn(message: string): void;
}
