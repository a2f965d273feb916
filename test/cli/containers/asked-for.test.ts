import { describe, expect, it } from 'vitest';
import {
  hostConfigAskedFor,
  placesAskedFor,
  programAskedFor,
  streamsAskedFor,
} from '../../../cli/containers/asked-for.ts';
import { requestOf } from '../../../cli/explain/compile.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

/** What `run` makes of the options and the words behind the image. */
const requested = (options: readonly string[] = [], command: readonly string[] = []) =>
  requestOf({ image: 'web', command }, options, capturedIo({}));
const asked = (...words: Parameters<typeof requested>) => requested(...words).process;

describe('what was asked for of a container', () => {
  it('is in the HostConfig of docker, as it was asked for', () => {
    const options = [
      '-v /srv:/data:ro -v named:/named --mount type=bind,src=/srv,dst=/other --tmpfs /t:size=1m',
      '-p 8080:80 -p 127.0.0.1::53/udp -p 9000-9001:90 --privileged --init --userns host --uts host --shm-size 1m',
      '--cap-add NET_ADMIN --dns 1.1.1.1 --add-host db:10.0.0.1 --sysctl net.x=1 --group-add audio',
      '--device /dev/null:/dev/x:r',
    ].flatMap((line) => line.split(' '));
    options.push('--device-cgroup-rule', 'c 42:* rmw', '--volumes-from', 'db:ro', '--volumes-from', 'web');
    options.push('--blkio-weight', '300', '--device-write-bps', '/dev/sda:1k');
    expect(hostConfigAskedFor(asked(options))).toMatchObject({
      Binds: ['/srv:/data:ro', 'named:/named'],
      VolumesFrom: ['db:ro', 'web'],
      Tmpfs: { '/t': 'noexec,nosuid,nodev,size=1m' },
      PortBindings: {
        '80/tcp': [{ HostIp: '', HostPort: '8080' }],
        '53/udp': [{ HostIp: '127.0.0.1', HostPort: '' }],
        '90/tcp': [{ HostIp: '', HostPort: '9000-9001' }],
      },
      Privileged: true,
      Init: true,
      CapAdd: ['NET_ADMIN'],
      CapDrop: null,
      Dns: ['1.1.1.1'],
      ExtraHosts: ['db:10.0.0.1'],
      Sysctls: { 'net.x': '1' },
      Devices: [{ PathOnHost: '/dev/null', PathInContainer: '/dev/x', CgroupPermissions: 'r' }],
      DeviceCgroupRules: ['c 42:* rmw'],
      BlkioWeight: 300,
      BlkioDeviceWriteBps: [{ Path: '/dev/sda', Rate: 1024 }],
      BlkioDeviceReadBps: [],
      GroupAdd: ['audio'],
      ShmSize: 1024 * 1024,
      UTSMode: 'host',
      UsernsMode: 'host',
    });
  });

  it('is nothing where nothing was asked for, in the values that docker has for that', () => {
    expect(hostConfigAskedFor(asked())).toMatchObject({
      Binds: null,
      VolumesFrom: null,
      CapAdd: null,
      DeviceCgroupRules: null,
      PortBindings: {},
      Privileged: false,
    });
  });

  const IMAGE = { Entrypoint: ['/entry'], Cmd: ['default'] };
  it.each([
    [[], [], ['/entry'], ['default']],
    [[], ['own'], ['/entry'], ['own']],
    [['--entrypoint', '/other'], [], ['/other'], null],
    [['--entrypoint', '/other'], ['own'], ['/other'], ['own']],
    [['--entrypoint', ''], ['own'], null, ['own']],
  ])('is the program with %j and %j, and for the rest what the image says', (options, command, entrypoint, cmd) => {
    expect(programAskedFor(asked(options, command), IMAGE)).toEqual({ Entrypoint: entrypoint, Cmd: cmd });
  });

  it('is no program where neither says anything', () => {
    expect(programAskedFor(asked(), {})).toEqual({ Entrypoint: null, Cmd: null });
  });

  it.each([
    ['', [false, true, true, false]],
    ['-i', [true, true, true, true]],
    ['-d', [false, false, false, false]],
    ['-di', [false, false, false, false]],
    ['-a stderr', [false, false, true, false]],
    ['-a stdin', [true, false, false, false]],
    ['-i -a stdout', [true, true, false, true]],
  ])('is which streams it has: %s', (options, [AttachStdin, AttachStdout, AttachStderr, StdinOnce]) => {
    const words = options.split(' ').filter(Boolean);
    expect(streamsAskedFor(requested(words))).toEqual({ AttachStdin, AttachStdout, AttachStderr, StdinOnce });
  });

  it('is what the image exposes and has as volumes, with what was asked for beside it', () => {
    const image = { ExposedPorts: { '80/tcp': {}, '7000-7001/udp': {} }, Volumes: { '/data': {} } };
    const options = ['--expose', '90', '-p', '8080:80', '-p', '53:53/udp', '-v', '/own', '-v', 'named:/named'];
    expect(placesAskedFor(asked(options), image)).toEqual({
      ExposedPorts: { '80/tcp': {}, '7000/udp': {}, '7001/udp': {}, '90/tcp': {}, '53/udp': {} },
      Volumes: { '/data': {}, '/own': {} },
    });
    expect(placesAskedFor(asked(), {})).toEqual({ ExposedPorts: {}, Volumes: null });
  });
});
