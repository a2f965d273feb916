import { describe, expect, it } from 'vitest';
import { etcFiles } from '../../../engine/bundle/etc-files.ts';

const host = { hosts: '127.0.0.1 localhost\n10.0.0.1 secret\n', 'resolv.conf': 'nameserver 10.0.0.53\n' };

describe('etcFiles', () => {
  it("shows the host's names only to who shares its network", () => {
    expect(etcFiles('box', 'host', host).hosts).toBe(host.hosts);
    expect(etcFiles('box', 'none', host).hosts).toMatch(/^127\.0\.0\.1\tlocalhost\n::1\tlocalhost/);
    expect(etcFiles('box', 'none', host).hosts).not.toContain('secret');
  });

  it('knows itself where it has an address, behind the hosts that were asked for', () => {
    const options = {
      address: '10.213.0.2',
      domainname: 'example.org',
      extraHosts: [{ name: 'db', address: '192.0.2.7' }],
    };
    expect(etcFiles('box', 'bridge', host, options).hosts).toMatch(
      /ip6-allrouters\n192\.0\.2\.7\tdb\n10\.213\.0\.2\tbox\.example\.org box\n$/,
    );
    expect(etcFiles('box', 'bridge', host, { address: '10.213.0.2' }).hosts).toMatch(/\n10\.213\.0\.2\tbox\n$/);
    expect(etcFiles('box.example.org', 'bridge', host, { address: '10.213.0.2' }).hosts).toMatch(
      /\n10\.213\.0\.2\tbox\.example\.org box\n$/,
    );
  });

  it('writes the hostname as a line and keeps the name servers', () => {
    expect(etcFiles('box', 'none', host)).toMatchObject({ hostname: 'box\n', 'resolv.conf': host['resolv.conf'] });
  });
});
