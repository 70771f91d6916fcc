import * as v from 'valibot';
import type { Site } from '../env.ts';
import { Problem } from '../problem.ts';
import { type Ask, asSession } from './ask.ts';

const maxResults = 20;
/** Confluence has no search for groups: its list is read, as far as a list of groups can reasonably be. */
const groupsPerPage = 200;
const maxPages = 25;
/** Questions to the product for one policy. */
const maxChecked = 40;

const JiraGroups = v.object({
  groups: v.array(v.object({ name: v.string() })),
  total: v.optional(v.number(), 0),
});
const ConfluencePage = v.object({
  results: v.array(v.object({ name: v.string() })),
  limit: v.optional(v.number(), groupsPerPage),
});

/** Names of groups that have the text in them, in the product's order, with the asker's rights. */
export async function searchGroupsAs(
  ask: Ask,
  site: Site,
  cookie: string,
  text: string,
): Promise<string[]> {
  const found = await (site.product === 'jira' ? searchJira : searchConfluence)(
    ask,
    site,
    cookie,
    text,
  );
  return found.names.slice(0, maxResults);
}

/** Which of these groups the product does not know; `unchecked` where there are too many, or it does not say. */
export async function findMissingGroupsAs(
  ask: Ask,
  site: Site,
  cookie: string,
  groups: readonly string[],
): Promise<{ missing: string[]; unchecked: boolean }> {
  const isThere = site.product === 'jira' ? isInJira : isInConfluence;
  const checked = groups.slice(0, maxChecked);
  const answers = await Promise.all(
    checked.map((group) => isThere(ask, site, cookie, group).catch(() => undefined)),
  );
  return {
    missing: checked.filter((_, at) => answers[at] === false),
    unchecked: checked.length < groups.length || answers.includes(undefined),
  };
}

interface Found {
  names: string[];
  /** Whether there are more than these. */
  more: boolean;
}

/** How many it answers at most is a setting of Jira's own (jira.ajax.autocomplete.limit, 20 where nobody changed it). */
async function searchJira(ask: Ask, site: Site, cookie: string, text: string): Promise<Found> {
  const query = new URLSearchParams({ query: text, maxResults: String(maxResults) });
  const answer = await ask(asSession(site, `/rest/api/2/groups/picker?${query}`, cookie));
  const { groups, total } = read(JiraGroups, answer, site);
  return { names: groups.map(({ name }) => name), more: total > groups.length };
}

async function searchConfluence(
  ask: Ask,
  site: Site,
  cookie: string,
  text: string,
): Promise<Found> {
  const sought = text.toLowerCase();
  const names: string[] = [];
  for (let page = 0, start = 0; page < maxPages && names.length < maxResults; page++) {
    const query = new URLSearchParams({ start: String(start), limit: String(groupsPerPage) });
    const answer = await ask(asSession(site, `/rest/api/group?${query}`, cookie));
    const { results, limit } = read(ConfluencePage, answer, site);
    names.push(
      ...results.map(({ name }) => name).filter((name) => name.toLowerCase().includes(sought)),
    );
    if (results.length === 0 || results.length < limit) return { names, more: false };
    start += results.length;
  }
  return { names, more: true };
}

/** Undefined where others with the same text in their names may have taken its place in the answer. */
async function isInJira(ask: Ask, site: Site, cookie: string, group: string) {
  const { names, more } = await searchJira(ask, site, cookie, group);
  return names.includes(group) || (more ? undefined : false);
}

async function isInConfluence(ask: Ask, site: Site, cookie: string, group: string) {
  const path = `/rest/api/group/${encodeURIComponent(group)}`;
  const { status } = await ask(asSession(site, path, cookie));
  return status === 200 ? true : status === 404 ? false : undefined;
}

function read<const S extends v.GenericSchema>(
  schema: S,
  { status, json }: Awaited<ReturnType<Ask>>,
  site: Site,
): v.InferOutput<S> {
  const result = v.safeParse(schema, json);
  if (status !== 200 || !result.success)
    throw new Problem('origin_unavailable', `${site.name} did not answer the search for groups`);
  return result.output;
}
