export type Product = 'jira' | 'confluence';

/** Which generation of Atlassian's front end the pages are drawn with. */
export type AuiGeneration = 8 | 10;

/** An incoming application link that is there from the start. */
export interface ApplinkOptions {
  consumerKey: string;
  /** SPKI, as PEM. */
  publicKey: string;
  /** "Allow 2-Legged OAuth"; default true. */
  twoLegged?: boolean;
  /** "Allow user impersonation through 2-Legged OAuth"; default true. */
  impersonation?: boolean;
}

/** Header `name` carries the user; believed only beside `X-Postern-Secret: secret`, else ignored. */
export interface TrustedHeaderOptions {
  name: string;
  secret: string;
}

/** What an administrator of the product may set about native personal access tokens. */
export interface PatOptions {
  /** Live tokens a user may have; default 10. */
  limit?: number;
  /** Longest lifetime; default 365. */
  maxDays?: number;
  /** Whether a token may be without an expiry; default true. */
  eternal?: boolean;
}

/** What can be changed while the playground runs. */
export interface Settings {
  aui: AuiGeneration;
  /** The URL each product believes it has (proxyName, proxyPort). Default: its own address. */
  baseUrl: { jira?: string; confluence?: string };
  applink: ApplinkOptions | undefined;
  trustedHeader: TrustedHeaderOptions | undefined;
  /** Whether native Basic authentication is enabled. */
  basicAuth: boolean;
  pats: PatOptions;
  /** How long every answer takes; default 0. */
  delayMs: number;
  /** Answers 503 to everything, as a product that is being restarted; default false. */
  isDown: boolean;
}

export interface PlaygroundOptions {
  /** Default 2990; 0 takes any free one. */
  port?: number;
  /** A loopback address. Default: both 127.0.0.1 and ::1. */
  host?: string;
  aui?: AuiGeneration;
  baseUrl?: { jira?: string; confluence?: string };
  applink?: ApplinkOptions;
  trustedHeader?: TrustedHeaderOptions;
  basicAuth?: boolean;
  pats?: PatOptions;
  /** Gets one line for each request. */
  log?: (line: string) => void;
  now?: () => number;
}

export function settingsFrom(options: PlaygroundOptions): Settings {
  return {
    aui: options.aui ?? 10,
    baseUrl: options.baseUrl ?? {},
    applink: options.applink,
    trustedHeader: options.trustedHeader,
    basicAuth: options.basicAuth ?? true,
    pats: options.pats ?? {},
    delayMs: 0,
    isDown: false,
  };
}
