import { isIP } from 'node:net';
import { HOST_GATEWAY, type Surroundings } from '../../engine/bundle/surroundings.ts';
import { invalidArgument } from '../errors.ts';

/** What commander makes of the options about names and addresses. */
export interface NameFlags {
  readonly addHost: readonly string[];
  readonly dns: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly dnsOption: readonly string[];
  readonly dnsOpt: readonly string[];
  readonly domainname?: string;
}

/** What goes into /etc/hosts and /etc/resolv.conf. Throws `UsageError` in docker's words. */
export function nameOptions(flags: NameFlags): Surroundings {
  return {
    extraHosts: flags.addHost.map(extraHost),
    dns: flags.dns.map(nameServer),
    dnsSearch: flags.dnsSearch.map(searchDomain),
    dnsOptions: [...flags.dnsOption, ...flags.dnsOpt].map(resolverOption),
    domainname: flags.domainname,
  };
}

/** What is said before such a container is run; empty where there is nothing to say. Docker's words. */
export function nameServerWarning({ dns = [] }: Pick<Surroundings, 'dns'>): string {
  const local = dns.find((address) => /^(127\.|::1$)/.test(address));
  return local === undefined ? '' : `WARNING: Localhost DNS (${local}) may fail in containers.\n`;
}

/** `name:address` or `name=address`, with brackets around an IPv6 address or without. */
function extraHost(text: string) {
  const [, name, written] = /^([^=:]+)[:=](.*)$/s.exec(text) ?? [];
  if (name === undefined || /\s/.test(name))
    throw invalidArgument('--add-host', text, `bad format for add-host: ${JSON.stringify(text)}`);
  const address = written!.replace(/^\[(.*)\]$/, '$1');
  if (address !== HOST_GATEWAY && isIP(address) === 0)
    throw invalidArgument('--add-host', text, `invalid IP address in add-host: ${JSON.stringify(address)}`);
  return { name, address };
}

function nameServer(text: string): string {
  const address = text.trim();
  if (isIP(address) === 0) throw invalidArgument('--dns', text, `IP address is not correctly formatted: ${text}`);
  return address;
}

/** A blank or a newline would put words of its own into resolv.conf. */
function searchDomain(text: string): string {
  const domain = text.trim();
  if (domain === '.') return domain;
  const isDomain =
    /^(?:[a-zA-Z0-9_]|[a-zA-Z0-9_][a-zA-Z0-9_-]*[a-zA-Z0-9_])(?:\.[a-zA-Z0-9_](?:[a-zA-Z0-9_-]*[a-zA-Z0-9_])?)*\.?$/.test(
      domain,
    );
  if (!isDomain || domain.length > 254) throw invalidArgument('--dns-search', text, `${text} is not a valid domain`);
  return domain;
}

function resolverOption(text: string): string {
  if (!/^[\w:.-]+$/.test(text)) throw invalidArgument('--dns-option', text, 'expected one word, as in resolv.conf(5)');
  return text;
}
