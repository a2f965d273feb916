import { describe, expect, it } from 'vitest';
import { convertImage } from '../../../engine/bundle/convert.ts';
import { noOptions } from '../../fixtures/no-options.ts';
import { convertInput } from './input.ts';

const converted = (options: object) => convertImage(convertInput({ options: { ...noOptions, ...options } }));

describe('seccompSection', () => {
  it("gives Docker's default policy where nobody says otherwise", () => {
    const { spec, origins } = converted({});
    expect(spec.linux.seccomp).toMatchObject({ defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 1 });
    expect(spec.linux.seccomp?.syscalls?.[0]?.names).toContain('read');
    expect(origins['/linux/seccomp']).toEqual({ from: 'default', detail: "Docker's default" });
  });

  it('leaves to a capability what belongs to it', () => {
    const names = (options: object) => converted(options).spec.linux.seccomp?.syscalls?.flatMap((rule) => rule.names);
    expect(names({})).not.toContain('unshare');
    expect(names({ capAdd: ['SYS_ADMIN'] })).toContain('unshare');
    expect(names({ capDrop: ['ALL'] })).not.toContain('chroot');
  });

  it('has no policy where the container is unconfined', () => {
    const { spec, origins } = converted({ seccomp: 'unconfined' });
    expect(spec.linux).not.toHaveProperty('seccomp');
    expect(origins).not.toHaveProperty('/linux/seccomp');
  });

  it('takes a profile of the caller, and says where it comes from', () => {
    const profile = { defaultAction: 'SCMP_ACT_LOG', syscalls: [] };
    const { spec, origins } = converted({ seccomp: { path: 'my.json', profile } });
    expect(spec.linux.seccomp).toEqual(profile);
    expect(origins['/linux/seccomp']).toEqual({ from: 'option', detail: '--security-opt seccomp=my.json' });
  });
});
