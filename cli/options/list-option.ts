import { Option } from 'commander';

/** An option that may be repeated: all its values, in order; none by default. */
export const list = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((value: string, all: string[]) => [...all, value]).default([]);
