import { writeFileSync } from 'node:fs';
import { createPlaces, type Exchange, type Question, type Speaker } from './conversation.ts';
import { questions } from './questions.ts';

// Records what the Worker of a checkout says, beside its `npm start`, when a version is released:
//   node tests/contract/record.ts 1.2.3
const site = 'http://localhost:8787/jira';
const [name] = process.argv.slice(2);
if (!name) throw new Error('Say what to call the record: the version');
const places = createPlaces(Date.now);

const contract = await (await fetch(`${site}/_postern/api/v1/openapi.json`)).json();
const exchanges: Exchange[] = [];
for (const question of questions) exchanges.push(await ask(question));
for (const [part, content] of Object.entries({ openapi: contract, exchanges })) {
  writeFileSync(`tests/contract/${name}.${part}.json`, `${JSON.stringify(content, null, 2)}\n`);
}

async function ask(question: Question): Promise<Exchange> {
  const { target, body } = places.filled(question);
  const response = await fetch(`${site}/_postern/api/v1${target}`, {
    method: question.method,
    headers: {
      ...(await credentialOf(question.as)),
      'X-Postern-Client': 'postern/record',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const answer = text === '' ? null : JSON.parse(text);
  places.learn(question, answer);
  // No secret gets into the repository, not even a dead one.
  const kept = answer && 'secret' in answer ? { ...answer, secret: 'pst_…' } : answer;
  return { ...question, status: response.status, answer: kept };
}

async function credentialOf(speaker: Speaker): Promise<Record<string, string>> {
  if (speaker === 'nobody') return {};
  if (speaker === 'token') {
    return {
      Authorization: `Basic ${Buffer.from(`alice:${places.secrets[0]}`).toString('base64')}`,
    };
  }
  const response = await fetch(`${site}/login.jsp`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ os_username: speaker, os_password: speaker }),
  });
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  return { Cookie: cookies.join('; ') };
}
