import type { BuiltImage } from '../image.ts';
import { buildSpecimen, catLayer, directory, file } from './specimen.ts';

const MOTD = `This text is /etc/motd, a file of the image.
Name another file behind the image to read that one:
 $ learn-run learn.localhost/cat /proc/self/status
`;

const PASSWD = `root:x:0:0:root:/root:/bin/cat
learner:x:1000:1000:A learner:/home/learner:/bin/cat
`;

const GROUP = `root:x:0:
learner:x:1000:
readers:x:2000:learner
`;

/** `cat`: a container that can do one thing, print files. Most of what the kernel tells about a process is a file. */
export function buildCat(): BuiltImage {
  return buildSpecimen((architecture) => ({
    layers: [
      catLayer(architecture),
      {
        line: 'COPY etc home /',
        files: [
          directory('etc/'),
          file('etc/motd', MOTD),
          file('etc/passwd', PASSWD),
          file('etc/group', GROUP),
          file('etc/secret', 'only root may read this\n', 0o600),
          directory('home/'),
          directory('home/learner/', 0o700, 1000),
          file('home/learner/diary', 'only the user learner may read this\n', 0o600, 1000),
        ],
      },
    ],
    config: { Entrypoint: ['/bin/cat'], Cmd: ['/etc/motd'] },
  }));
}
