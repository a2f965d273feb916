import { HELP_TOPICS } from '../commands.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';

const HELP = `Examples:
  learn-run hello-world             run it, as docker run --rm hello-world does
  learn-run hello-world --step      the same, stopping at each of its six states
  learn-run hello-world --predict   asked at each stop what will happen
  learn-run --offline hello-world   with no network at all
  learn-run alpine sh -c 'echo hi'  what is behind the image is the container's

Usage:  learn-run [run] [OPTIONS] IMAGE [COMMAND] [ARG...]
        learn-run COMMAND [OPTIONS] ...

A real docker run that stops wherever you like and shows the evidence for what
just happened.

Commands:
  run          Run a container from an image (the default)
  explain      Say what each flag of a docker run, a podman run or our own does
  export       Write a run down for runc, crun, docker, podman, a shell, …
  pull         Bring an image from its registry
  images       List the images that are here
  rmi          Remove images
  volume       Look after volumes
  ps           List containers
  exec         Run a program in a container that runs
  attach       Show a container in the background here, with its terminal
  logs         Show what a container has written
  inspect      Show all that is known of containers and images; or, in a
               browser, a recorded run
  top, stats   Show what runs in a container; what containers use
  start        Start containers that have ended; restart stops them first
  stop, kill   Ask containers to stop; send them a signal
  wait         Wait for the exit codes of containers
  pause        Hold containers still; unpause lets them go on
  rename       Give a container another name
  rm           Remove containers; container prune removes all that have ended
  diff         Show what a container has changed in the files of its image
  port         List the ports that the host answers for a container
  gc           Remove what nothing needs any more
  replay       Show a recorded run again, on any system
  runs         List, show, verify and remove recorded runs
  report       Tell a recorded run on a page: Markdown, HTML, JSON
  run-diff     Say where two recorded runs part, and in what they differ
  lesson       Learn what happens in each step, with tasks that are checked
  chart        Draw the statecharts that a run lives by

Plumbing, for scripts:
  unpack       Make a root file system from an image
  layer apply  Apply one layer to a directory

Options:
  --debug      Before the command: show where an error comes from
  --help       Print usage
  --version    Print the version

Different from docker: a container is removed when it ends (--keep keeps it, and
so do -d and --restart), and the options that docker does not have, such as
--step, may also stand directly behind the image. An image with the name of a
command needs the word run: learn-run run images.

See 'learn-run COMMAND --help' for one command.
`;

/** `learn-run --help`, `learn-run help COMMAND`. */
export async function help([command]: readonly string[], io: Io): Promise<number> {
  if (command === undefined) {
    io.stdout.write(HELP);
    return 0;
  }
  if (command === '--help') return help([], io);
  if (!HELP_TOPICS.includes(command)) throw new UsageError(`unknown help topic: ${command}`, '');
  const { main } = await import('../main.ts');
  return main([command, '--help'], io);
}
