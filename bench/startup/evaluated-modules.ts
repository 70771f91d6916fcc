import { sendRaw } from '../../tests/wire/raw-client.ts';
import { bundle } from '../stage/bundle.ts';
import { get, postern, verifyPath } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';

/** What the bundler wraps the modules in that it holds back: a function of the module's name, run when it is first needed. */
const wrapper = /^( *"([^"\n]+\.[jt]s)"\(\) \{)/gm;

const reporter = `
import worker from './index.js';
export default {
  fetch: (request, env, context) =>
    request.url.endsWith('/_evaluated') ? Response.json(evaluated) : worker.fetch(request, env, context),
};`;

/** Which modules that the bundle holds back have been evaluated after a verification, and which after a call of the API. */
export async function evaluatedModules(): Promise<{ verified: string[]; asked: string[] }> {
  const script = bundle('worker/index.ts', [], { isMinified: false });
  const noting = script.replace(wrapper, '$1 evaluated.push("$2");');
  const modules = [
    { path: 'reporter.js', contents: reporter },
    { path: 'index.js', contents: `globalThis.evaluated = [];\n${noting}` },
  ];
  const worker = { ...postern(), modules };
  await using workerd = await startWorkerd({ workers: { worker } });
  const [token = ''] = await insertTokens(workerd, { count: 1 });
  const port = workerd.port('worker');
  const evaluated = async () =>
    (await (await fetch(`http://127.0.0.1:${port}/_evaluated`)).json()) as string[];
  await sendRaw(port, get(verifyPath, token));
  const verified = await evaluated();
  await sendRaw(port, get('/jira/_postern/api/v1/site', token));
  const asked = await evaluated();
  return { verified, asked };
}
