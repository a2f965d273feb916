/** Plain data: what can be shown in a pane, written to a file and read back unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
