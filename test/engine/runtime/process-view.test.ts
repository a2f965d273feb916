import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { viewProcess } from '../../../engine/runtime/process-view.ts';

describe('viewProcess', () => {
  it('is undefined of a process that ends while it is looked at, whichever file that is noticed by', () => {
    for (let count = 0; count < 40; count++) {
      const { pid } = spawn('true', { stdio: 'ignore' });
      while (viewProcess(pid!) !== undefined);
      expect(viewProcess(pid!)).toBeUndefined();
    }
  });
});
