import { beforeEach, expect, it } from 'vitest';
import {
  chosenPlace,
  followTeacher,
  hear,
  isFollowing,
  keepToTeacher,
  teacher,
} from '../../../../cli/inspector/page/class.ts';
import type { DeepLink } from '../../../../cli/inspector/page/model/deep-link.ts';
import { pane, role, selected } from '../../../../cli/inspector/page/store.ts';

const teacherLooks = (place: DeepLink) => hear({ kind: 'teacher', place });

// The page has one state, and keeps to its teacher from its beginning to its end.
keepToTeacher();

beforeEach(() => {
  role.value = 'follower';
  teacherLooks({ pane: 'http' });
  followTeacher();
});

it('looks where the teacher looks, until it looks elsewhere by itself, and again when it wants to', () => {
  expect(pane.value).toBe('http');
  teacherLooks({ pane: 'layers', state: 'run.imageCheck' });
  expect([pane.value, selected.value, isFollowing.value]).toEqual(['layers', 'run.imageCheck', true]);
  pane.value = 'output';
  teacherLooks({ pane: 'digests' });
  expect([pane.value, isFollowing.value]).toEqual(['output', false]);
  followTeacher();
  expect([pane.value, isFollowing.value]).toEqual(['digests', true]);
});

it('follows on after a time in which the teacher could not be heard', () => {
  teacher.value = undefined;
  teacherLooks({ pane: 'layers' });
  expect([pane.value, isFollowing.value]).toEqual(['layers', true]);
});

it('is not pulled back to the teacher where it has looked around while he could not be heard', () => {
  teacher.value = undefined;
  pane.value = 'output';
  teacherLooks({ pane: 'layers' });
  expect([pane.value, isFollowing.value]).toEqual(['output', false]);
});

it('has in its address where it looks by its own choice alone: a reload while following follows again', () => {
  expect(chosenPlace.value).toEqual({});
  pane.value = 'output';
  expect(chosenPlace.value).toEqual({ pane: 'output' });
  followTeacher();
  expect(chosenPlace.value).toEqual({});
  role.value = 'driver';
  expect(chosenPlace.value).toEqual({ pane: 'http' });
});
