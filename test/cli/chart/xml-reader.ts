/** One start tag of a document. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const NAME = '[A-Za-z_][\\w.:-]*';
const TOKEN = new RegExp(
  `<\\?xml [^<>]*\\?>|<!-- (?:(?!--)[\\s\\S])*? -->|</(?<close>${NAME})>|<(?<open>${NAME})(?<attributes>(?: ${NAME}="[^"<]*")*)(?<empty>/?)>|(?<text>[^<]+)`,
  'y',
);

/** Reads strictly what our writer may write of XML 1.0, and throws at anything else: tags that do not match, bare signs, characters that XML has not. */
export function readXml(xml: string): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(xml))
    throw new Error('a character that XML has not');
  if (xml.includes(']]>')) throw new Error('the end of a CDATA section');
  if (/&(?!#\d+;)/.test(xml)) throw new Error('a bare ampersand');
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(xml)?.groups;
    if (groups === undefined) throw new Error(`not XML: ${xml.slice(at, at + 80)}`);
    if (groups.close !== undefined && open.pop() !== groups.close) throw new Error(`</${groups.close}> closes nothing`);
    if (groups.open === undefined) continue;
    tags.push({ name: groups.open, attributes: attributesOf(groups.attributes ?? '') });
    if (groups.empty === '') open.push(groups.open);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join()}`);
  return tags;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/ ([\w.:-]+)="([^"]*)"/g)].map(([, name, value]) => [name!, plain(value!)] as const);
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new Error(`an attribute stands twice: ${text}`);
  return Object.fromEntries(pairs);
}

const plain = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
