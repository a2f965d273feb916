import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../cli/explain/command-line.ts';
import { judge } from '../../../cli/explain/judge.ts';
import { capturedIo } from '../../fixtures/terminal.ts';

const judged = (...words: string[]) =>
  judge(readCommandLine(['docker', 'run', ...words, 'alpine'], capturedIo({})).flags[0]!);

describe('judging what a flag does to safety', () => {
  it.each([
    [['--cap-drop', 'ALL'], 'safer'],
    [['--cap-drop', 'CHOWN'], 'safer'],
    [['--cap-add', 'CHOWN'], 'riskier'],
    [['--privileged'], 'riskier'],
    [['--network', 'none'], 'safer'],
    [['--network', 'host'], 'riskier'],
    [['--network', 'bridge'], 'neutral'],
    [['-u', '1000'], 'safer'],
    [['-u', '0:0'], 'riskier'],
    [['-u', 'root'], 'riskier'],
    [['-v', 'data:/data'], 'neutral'],
    [['-v', '/data'], 'neutral'],
    [['-v', '/home:/data'], 'riskier'],
    [['--mount', 'type=bind,src=/home,dst=/x'], 'riskier'],
    [['--mount', 'type=tmpfs,dst=/x'], 'neutral'],
    [['--security-opt', 'no-new-privileges'], 'safer'],
    [['--security-opt', 'seccomp=unconfined'], 'riskier'],
    [['--security-opt', 'apparmor:unconfined'], 'riskier'],
    [['-p', '8080:80'], 'riskier'],
    [['-p', '127.0.0.1:8080:80'], 'neutral'],
    [['--pid', 'host'], 'riskier'],
    [['--ipc', 'private'], 'neutral'],
    [['--read-only'], 'safer'],
    [['--pids-limit', '-1'], 'riskier'],
    [['-e', 'LANG=C'], 'neutral'],
    [['-e', 'API_TOKEN=x'], 'riskier'],
    [['--rm'], 'neutral'],
  ] as const)('%j: %s', (words, effect) => expect(judged(...words).effect).toBe(effect));

  it.each([
    ['/:/host', 'the whole host'],
    ['/var/run/docker.sock:/s:ro', 'root on the host'],
    ['/run/podman/podman.sock:/s', 'root on the host'],
    ['/etc/../etc:/e', 'files that the host itself runs by'],
    ['/proc:/p', "the host's own switches"],
    ['/home/me:/m:ro', 'it can change nothing'],
  ])('says what is dangerous about -v %s', (value, says) => expect(judged('-v', value).says).toContain(says));

  it.each([
    ['SYS_ADMIN', 'close to root'],
    ['cap_sys_module', 'root on the host'],
    ['all', 'root on the host'],
  ])('says what %s is good for', (name, says) => expect(judged('--cap-add', name).says).toContain(says));
});
