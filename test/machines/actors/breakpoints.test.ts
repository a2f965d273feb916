import { describe, expect, it } from 'vitest';
import { breakpointAt, breakpointNames, isReachable } from '../../../machines/actors/breakpoints.ts';

describe('a breakpoint', () => {
  it.each([
    'startInit',
    'containerCreation',
    'creating.startingInit',
    'container.creating.startingInit',
    'start*',
    '*',
  ])('%s is reached at the step, and not at its parts', (name) => {
    const reaches = breakpointAt(name);
    expect([reaches('startInit', undefined), reaches('startInit', 'mount()')]).toEqual([true, false]);
  });

  it('is not reached at other steps, and takes nothing but a star for anything else', () => {
    expect(breakpointAt('startInit')('startContainer', undefined)).toBe(false);
    expect(breakpointAt('start.nit')('startInit', undefined)).toBe(false);
    expect(breakpointAt('start')('startInit', undefined)).toBe(false);
  });

  it('at a kernel call is reached by its name, whatever its arguments are', () => {
    const reaches = breakpointAt('syscall:pivot_root');
    expect(reaches('startInit', 'pivot_root(".", ".")')).toBe(true);
    expect(reaches('startInit', undefined)).toBe(false);
    expect(reaches('startInit', 'chdir("pivot_root")')).toBe(false);
    expect(breakpointAt('syscall:set*')('startInit', 'setresuid(0, 0, 0)')).toBe(true);
    expect(breakpointAt('syscall:seccomp')('startInit', 'seccomp SECCOMP_SET_MODE_FILTER(1)')).toBe(true);
  });
});

it.each(breakpointNames())('%s can be reached', (name) => expect(isReachable(name)).toBe(true));

it.each([
  ['nowhere', false],
  ['', false],
  ['startinit', false],
  ['syscall:', false],
  ['syscall:anything', true],
  ['container*', true],
  ['x*', false],
])('that %j can be reached is %s', (name, expected) => expect(isReachable(name)).toBe(expected));
