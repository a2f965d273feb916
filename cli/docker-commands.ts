const BUILDING =
  'learn-run runs images and builds none: docker build, buildah and umoci do, and push them to a registry.';
const COPYING = 'skopeo copies images between registries, archives and directories.';
const CHANGES = 'learn-run diff shows what a container has written, and --volume keeps it.';
const PASSWORDS = 'Passwords and tokens are read where docker login and podman login keep them.';

/** Commands of docker that learn-run does not have, and what does as much: nobody means images of these names. */
const HINTS: Readonly<Record<string, string>> = {
  build: BUILDING,
  builder: BUILDING,
  buildx: BUILDING,
  checkpoint: 'learn-run pause holds a container still.',
  commit: CHANGES,
  compose:
    'Containers are started one by one: learn-run run -d --name NAME. On the bridge they reach each other by address.',
  context: 'There is no daemon to be chosen: learn-run does the work itself, here.',
  cp: 'learn-run exec CONTAINER cat FILE shows a file of a container that runs.',
  create: 'learn-run --step stops between the making of a container and its start.',
  events: 'learn-run ps -a shows containers, and --step what happens to one.',
  history: 'learn-run --step IMAGE shows the manifest, the config and the layers of an image.',
  import: `${COPYING} learn-run --rootfs DIRECTORY runs a directory in place of an image.`,
  info: 'There is no daemon to be asked. learn-run --version says which learn-run this is.',
  load: COPYING,
  login: PASSWORDS,
  logout: PASSWORDS,
  network: '--network is bridge, none, host or container:NAME; there are no others.',
  push: COPYING,
  save: COPYING,
  search: 'hub.docker.com has a search.',
  system: 'learn-run gc removes what nothing needs any more.',
  tag: COPYING,
  update: 'Limits are set when a container is made.',
};

/** What to do in place of the command of docker; undefined where it is none, or learn-run has it too. */
export function hintForDockerCommand(word: string | undefined): string | undefined {
  return word !== undefined && Object.hasOwn(HINTS, word) ? HINTS[word] : undefined;
}
