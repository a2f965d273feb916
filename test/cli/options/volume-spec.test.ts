import { describe, expect, it } from 'vitest';
import { parseVolumeSpec } from '../../../cli/options/volume-spec.ts';
import fc from '../../fixtures/properties.ts';

const parse = (text: string) => parseVolumeSpec(text, '/home/me');

describe('-v', () => {
  it('shows a path of the host, absolute or from the working directory', () => {
    expect(parse('/srv:/data')).toEqual({
      type: 'bind',
      source: '/srv',
      target: '/data',
      readOnly: false,
      isRecursive: true,
      createsSource: true,
      by: '--volume',
    });
    expect(parse('./x:/data')).toMatchObject({ source: '/home/me/x' });
    expect(parse('.:/data')).toMatchObject({ source: '/home/me' });
    expect(parse('../x:/data')).toMatchObject({ source: '/home/x' });
  });

  it('takes any other source for the name of a volume, and a target alone for a volume without one', () => {
    expect(parse('data:/data')).toMatchObject({ type: 'volume', name: 'data', target: '/data', copiesImage: true });
    expect(parse('data:/data:nocopy')).toMatchObject({ copiesImage: false });
    expect(parse('a/b:/data')).toMatchObject({ type: 'volume', name: 'a/b' });
    expect(parse('/data')).toMatchObject({ type: 'volume', name: undefined, target: '/data' });
  });

  it.each([
    ['ro', { readOnly: true }],
    ['rw', { readOnly: false }],
    ['z', { readOnly: false, relabel: 'shared' }],
    ['ro,Z', { readOnly: true, relabel: 'private' }],
    ['rslave', { propagation: 'rslave' }],
    ['ro,private', { readOnly: true, propagation: 'private' }],
    ['cached', {}],
  ])('understands the mode %s', (mode, expected) => {
    expect(parse(`/srv:/data:${mode}`)).toMatchObject(expected);
  });

  it.each([
    ['', 'invalid empty volume spec'],
    [':/x', 'invalid spec: :/x: empty section between colons'],
    ['/x:', 'invalid spec: /x:: empty section between colons'],
    ['a:b:c:d', "invalid volume specification: 'a:b:c:d'"],
    ['/tmp:/x:foo', 'invalid mode: foo'],
    ['/tmp:/x:ro,rw', 'invalid mode: ro,rw'],
    ['rel', "invalid mount path: 'rel' mount path must be absolute"],
    [
      '/tmp:rel',
      `invalid volume specification: '/tmp:rel': invalid mount config for type "bind": invalid mount path: 'rel' mount path must be absolute`,
    ],
    [
      '/tmp:/',
      `invalid volume specification: '/tmp:/': invalid mount config for type "bind": invalid specification: destination can't be '/'`,
    ],
    [
      'x:/../..',
      `invalid volume specification: 'x:/../..': invalid mount config for type "volume": invalid specification: destination can't be '/'`,
    ],
    ['/tmp:/proc', '"/proc" cannot be mounted because it is inside /proc'],
    ['/tmp:/a/../proc/self/exe', '"/proc/self/exe" cannot be mounted because it is inside /proc'],
    ['/tmp:/sys', '"/sys" cannot be mounted because it is inside /sys'],
    [
      'x:/x:slave',
      `invalid volume specification: 'x:/x:slave': invalid mount config for type "volume": field BindOptions must not be specified`,
    ],
    [
      '/tmp:/x:nocopy',
      `invalid volume specification: '/tmp:/x:nocopy': invalid mount config for type "bind": field VolumeOptions must not be specified`,
    ],
    [
      '/tmp:/x:shared',
      'propagation mode "shared" is not supported yet: must be "private", "rprivate", "slave" or "rslave"',
    ],
  ])("refuses %s in docker's words", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('never lets a target be relative, nor climb out, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (source, target) => {
        try {
          const { target: found } = parse(`${source}:${target}`);
          expect(found).toMatch(/^\/[^/]/);
          expect(found.split('/')).not.toContain('..');
          expect(found).not.toMatch(
            /^\/proc(\/(?!cpuinfo|diskstats|meminfo|stat|swaps|uptime|loadavg|slabinfo|sys)|$)/,
          );
        } catch (error) {
          expect(['USAGE', 'INVALID_MOUNT']).toContain((error as { code?: string }).code);
        }
      }),
    );
  });

  it('lets the files of /proc be replaced that lxcfs has versions of', () => {
    expect(parse('/tmp/x:/proc/meminfo')).toMatchObject({ target: '/proc/meminfo' });
  });
});
