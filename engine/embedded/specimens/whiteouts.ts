import type { BuiltImage } from '../image.ts';
import { buildSpecimen, catLayer, directory, file } from './specimen.ts';

/**
 * `whiteouts`: three layers of tiny files above the tool. The second deletes one file, as `RUN rm` does; the third
 * replaces a whole directory. What was deleted is still in the blob of the first, for anybody who has the image.
 *
 * @see image-spec layer.md#whiteouts
 */
export function buildWhiteouts(): BuiltImage {
  return buildSpecimen((architecture) => ({
    layers: [
      catLayer(architecture),
      {
        line: 'COPY fruit vegetables password.txt /',
        files: [
          directory('fruit/'),
          file('fruit/apple', 'an apple from layer 2\n'),
          file('fruit/pear', 'a pear from layer 2\n'),
          directory('vegetables/'),
          file('vegetables/carrot', 'a carrot from layer 2\n'),
          file('vegetables/leek', 'a leek from layer 2\n'),
          file('password.txt', 'swordfish\n'),
        ],
      },
      {
        line: "RUN rm /password.txt /fruit/pear && echo 'an apple from layer 3' > /fruit/apple",
        files: [
          file('.wh.password.txt', ''),
          directory('fruit/'),
          file('fruit/.wh.pear', ''),
          file('fruit/apple', 'an apple from layer 3\n'),
        ],
      },
      {
        line: 'RUN rm -r /vegetables && mkdir /vegetables && echo … > /vegetables/potato',
        files: [
          directory('vegetables/'),
          file('vegetables/.wh..wh..opq', ''),
          file('vegetables/potato', 'a potato from layer 4\n'),
        ],
      },
    ],
    config: { Entrypoint: ['/bin/cat'], Cmd: ['/fruit/apple', '/vegetables/potato'] },
  }));
}
