import { hostPlatform, parsePlatform, type WantedPlatform } from '../../engine/image/platform.ts';

/** What `--platform` says, or that it says nothing. @throws InvalidPlatform */
export function wantedPlatform(text: string | undefined): WantedPlatform {
  return text === undefined
    ? { ...hostPlatform(process.arch), isAsked: false }
    : { ...parsePlatform(text), isAsked: true };
}
