/** Only where root alone installs programs: the caller's own PATH decides nothing that root runs. */
export const TOOL_DIRECTORIES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Nothing of the caller's, and messages in English, which are read. */
export const TOOL_ENVIRONMENT = { PATH: TOOL_DIRECTORIES.join(':'), LC_ALL: 'C' };
