import { createHash } from 'node:crypto';

export type Plist = string | number | boolean | Plist[] | { [key: string]: Plist };

/** Preference domains, and what each says: what macOS calls managed preferences. */
export type Preferences = Record<string, { [key: string]: Plist }>;

/** A configuration profile that sets them, for an MDM; the same ones make the same bytes. */
export function profile(name: string, preferences: Preferences): Buffer {
  const identifier = `postern.${name.toLowerCase()}`;
  const payloads = Object.entries(preferences).map(([domain, values]) => ({
    PayloadType: domain,
    PayloadVersion: 1,
    PayloadIdentifier: `${identifier}.${domain}`,
    PayloadUUID: uuidOf(`${identifier}.${domain}`),
    PayloadEnabled: true,
    ...values,
  }));
  return plist({
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: uuidOf(identifier),
    PayloadDisplayName: `Postern in ${name}`,
    PayloadScope: 'System',
    PayloadContent: payloads,
  });
}

function plist(value: Plist): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${xmlOf(value, '')}
</plist>
`,
  );
}

function xmlOf(value: Plist, indent: string): string {
  if (typeof value === 'string') return `${indent}<string>${escaped(value)}</string>`;
  if (typeof value === 'number') return `${indent}<integer>${value}</integer>`;
  if (typeof value === 'boolean') return `${indent}<${value}/>`;
  const deeper = `${indent}  `;
  const [tag, parts] = Array.isArray(value)
    ? ['array', value.map((one) => xmlOf(one, deeper))]
    : ['dict', Object.entries(value).map((entry) => entryOf(entry, deeper))];
  return [`${indent}<${tag}>`, ...parts, `${indent}</${tag}>`].join('\n');
}

function entryOf([key, value]: [string, Plist], indent: string): string {
  return `${indent}<key>${escaped(key)}</key>\n${xmlOf(value, indent)}`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

/** RFC 9562, version 8: what the bits say is up to us, here a hash of what the payload is called. */
function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    .toUpperCase();
}
