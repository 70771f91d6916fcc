import type { Site } from '../worker/site-config.ts';

export interface ApplinkWish {
  name: string;
  consumerKey: string;
  publicKey: string;
}

/** What goes into the form of Jira or Confluence beside the public key, field by field in its own words. */
export function formFields(
  { name, url }: Pick<Site, 'name' | 'url'>,
  { name: linkName, consumerKey }: ApplinkWish,
): string {
  return `${name}: ${url}/plugins/servlet/applinks/listApplicationLinks
  Create link, of the kind "Atlassian product" or "generic application", to ${url} (go on where it says nothing answers)
    Application Name                   ${linkName}
    Application Type                   Generic Application
    all other fields of this page      empty
  then edit the link, Incoming Authentication
    Consumer Key                       ${consumerKey}
    Consumer Name                      ${linkName}
    Public Key                         the one above, whole
    Allow 2-Legged OAuth               ticked
    Execute as                         empty
    Allow user impersonation through 2-Legged OAuth   ticked
`;
}
