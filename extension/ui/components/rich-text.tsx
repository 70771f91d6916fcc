import type { ComponentChildren } from 'preact';

/** A message whose `{name}` placeholders are elements: `{person}` in bold, a user name as code. */
export function RichText({ text, ...parts }: { text: string } & Record<string, ComponentChildren>) {
  const pieces = text.split(/\{(\w+)\}/);
  return <>{pieces.map((piece, index) => (index % 2 === 1 ? parts[piece] : piece))}</>;
}
