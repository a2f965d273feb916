import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, renameSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { slirpHelper } from '../../../engine/network/user-helpers.ts';
import { temporaryDirectory } from '../store/temporary-store.ts';

const addresses = { subnet: '10.0.2.0/24', gateway: '10.0.2.2', resolver: '10.0.2.3', address: '10.0.2.100' };
const port = { protocol: 'tcp', containerPort: 80, hostIp: '127.0.0.1', hostPort: 8080 } as const;

/** A socket at which nobody listens any more: connections are refused, as before listen(2). */
async function refusingSocket(path: string): Promise<void> {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script], { stdio: 'ignore' }), 'exit');
}

it('waits until slirp4netns listens at the socket that is there already', async () => {
  const directory = temporaryDirectory();
  const socket = join(directory, 'slirp.sock');
  await refusingSocket(socket);
  const descriptor = openSync(directory, 'r');
  onTestFinished(() => closeSync(descriptor));
  const publishing = slirpHelper('slirp4netns', addresses).publish(descriptor, [port]);

  const requests: string[] = [];
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    void text(connection)
      .then((request) => requests.push(request))
      .then(() => connection.end('{"return":{"id":1}}'));
  });
  onTestFinished(() => void server.close());
  await once(server.listen(`${socket}.new`), 'listening');
  renameSync(`${socket}.new`, socket);

  await publishing;
  expect(JSON.parse(requests[0]!).arguments).toMatchObject({ host_port: 8080, guest_addr: '10.0.2.100' });
});
