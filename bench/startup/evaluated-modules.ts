import { sendRaw } from '../../tests/wire/raw-client.ts';
import { bundle } from '../stage/bundle.ts';
import { get, postern, verifyPath } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';

/** The bundler's wrapper around a lazy module: a function with the module's name that runs on the first import. */
const wrapper = /^( *"([^"\n]+\.[jt]s)"\(\) \{)/gm;

const reporter = `
import worker from './index.js';
export default {
  fetch: (request, env, context) =>
    request.url.endsWith('/_evaluated') ? Response.json(evaluated) : worker.fetch(request, env, context),
};`;

/** The lazy modules of the bundle that are evaluated after a verification, and those after a call of the API. */
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
