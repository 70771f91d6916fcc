export interface Part {
  name: string;
  filename: string | undefined;
  contentType: string;
  data: Buffer;
}

/** Splits a multipart/form-data body (RFC 7578); undefined when it is not one. */
export function readParts(contentType: string | undefined, body: Buffer): Part[] | undefined {
  const match = /^multipart\/form-data\s*;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(
    contentType ?? '',
  );
  const boundary = match?.[1] ?? match?.[2];
  if (!boundary) return undefined;
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);

  const parts: Part[] = [];
  let start = whole.indexOf(delimiter);
  while (start >= 0) {
    const from = start + delimiter.length;
    const end = whole.indexOf(delimiter, from);
    if (whole.subarray(from, from + 2).toString() === '--') return parts;
    if (end < 0) return undefined;
    const part = readPart(whole.subarray(from + 2, end));
    if (!part) return undefined;
    parts.push(part);
    start = end;
  }
  return undefined;
}

function readPart(bytes: Buffer): Part | undefined {
  const gap = bytes.indexOf('\r\n\r\n');
  if (gap < 0) return undefined;
  const head = bytes.subarray(0, gap).toString('utf8');
  const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(head)?.[1] ?? '';
  const name = /;\s*name="([^"]*)"/i.exec(disposition)?.[1];
  if (name === undefined) return undefined;
  return {
    name,
    filename: /;\s*filename="([^"]*)"/i.exec(disposition)?.[1],
    contentType: /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? 'application/octet-stream',
    data: bytes.subarray(gap + 4),
  };
}
