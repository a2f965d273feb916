import { call } from './libc.ts';
import type { Syscalls } from './syscalls.ts';

/** The calls about network interfaces. @see linux.ts */
export const networkCalls = {
  setInterfaceUp(name: string) {
    const [AF_INET, SOCK_DGRAM_CLOEXEC, SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP] = [2, 0o2000002, 0x8913, 0x8914, 1];
    const socket = call('int socket(int, int, int)', [AF_INET, SOCK_DGRAM_CLOEXEC, 0]);
    // struct ifreq: the name in 16 bytes, then the flags as a short.
    const request = Buffer.alloc(40);
    request.write(name, 0, 15);
    try {
      call('int ioctl(int, unsigned long, void *)', [socket, SIOCGIFFLAGS, request], [socket, 'SIOCGIFFLAGS', name]);
      request.writeInt16LE(request.readInt16LE(16) | IFF_UP, 16);
      call('int ioctl(int, unsigned long, void *)', [socket, SIOCSIFFLAGS, request], [socket, 'SIOCSIFFLAGS', name]);
    } finally {
      call('int close(int)', [socket]);
    }
  },
} satisfies Partial<Syscalls>;
