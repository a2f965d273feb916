import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/** The longest that the machine may run. */
const LIMIT_MS = Number(process.env.VM_TIMEOUT ?? 900) * 1000;

/**
 * Boots, passes on what the command says, and gives back its exit status; 1 where there was none.
 *
 * @param parameters more of the kernel's, kernel-parameters(7)
 */
export async function boot({ image, initrd }, disk, parameters = '') {
  const machine = spawn(
    'qemu-system-x86_64',
    [
      [...accelerators().flatMap((name) => ['-accel', name]), '-cpu', 'max', '-smp', '2', '-m', '2048'],
      ['-nographic', '-nic', 'none', '-no-reboot'],
      ['-kernel', image, '-initrd', initrd],
      // The kernel's own words stay in its log, where they would stand in the middle of others'.
      ['-append', `console=ttyS0 panic=-1 loglevel=2 edd=off mitigations=off ${parameters}`],
      ['-drive', `file=${disk},if=virtio,format=raw,cache=unsafe`],
    ].flat(),
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: dirname(disk) } },
  );
  const timer = setTimeout(() => machine.kill('SIGKILL'), LIMIT_MS);
  const status = await readConsole(machine.stdout);
  clearTimeout(timer);
  machine.kill('SIGKILL');
  if (status !== undefined) return status;
  process.stderr.write(
    `learn-run: the virtual machine ended before its command did, or was ended after ${LIMIT_MS / 1000} s\n`,
  );
  return 1;
}

/** The processor's own help where it has it to give: /dev/kvm alone does not say that a kernel of Debian's starts there. */
function accelerators() {
  const software = 'tcg,thread=multi';
  return hasVirtualization() ? ['kvm', software] : [software];
}

function hasVirtualization() {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return /^flags\s*:.* (vmx|svm) /m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false;
  }
}

async function readConsole(stream) {
  let isCommand = false;
  for await (const line of createInterface({ input: stream })) {
    const text = line.replaceAll('\r', '');
    const status = /^--- status (\d+)/.exec(text)?.[1];
    if (status !== undefined) return Number(status);
    if (isCommand) process.stdout.write(`${text}\n`);
    // What the firmware has written before may stand on the same line.
    if (text.endsWith('--- command')) isCommand = true;
  }
  return undefined;
}
