import { freePort } from '../../tests/support/free-port.ts';
import { sendRaw } from '../../tests/wire/raw-client.ts';
import { bundle } from '../stage/bundle.ts';
import { get, postern } from '../stage/postern.ts';
import { insertTokens } from '../stage/tokens.ts';
import { startWorkerd } from '../stage/workerd.ts';

interface Coverage {
  result: { functions: { functionName: string; ranges: { count: number }[] }[] }[];
}

/**
 * Which modules that the bundle holds back have been evaluated after a verification, and which after a call of the API: the
 * bundler wraps each of those in a function of the module's name, and the runtime knows which functions have run.
 */
export async function evaluatedModules(): Promise<{ verified: string[]; asked: string[] }> {
  const inspectorPort = await freePort();
  const script = bundle('worker/index.ts', [], { isMinified: false });
  const worker = { ...postern('http://127.0.0.1:1'), script };
  const workerd = await startWorkerd({ workers: { worker }, inspectorPort });
  const owner = { count: 1, site: 'jira', owner: 'alice', ownerKey: 'JIRAUSER10101' };
  const [token = ''] = await insertTokens(workerd, owner);
  const port = workerd.port('worker');
  const coverage = await connect(`ws://127.0.0.1:${inspectorPort}/core:user:worker`);
  await sendRaw(port, get('/jira/_postern/verify?scope=read', token));
  const verified = await coverage.modules();
  await sendRaw(port, get('/jira/_postern/api/v1/site', token));
  const asked = await coverage.modules();
  coverage.close();
  await workerd.stop();
  return { verified, asked };
}

async function connect(url: string) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  let id = 0;
  const send = (method: string, params: object = {}) =>
    new Promise<{ result: unknown }>((resolve) => {
      const mine = ++id;
      const hear = ({ data }: MessageEvent) => {
        const message = JSON.parse(String(data)) as { id: number; result: unknown };
        if (message.id !== mine) return;
        socket.removeEventListener('message', hear);
        resolve(message);
      };
      socket.addEventListener('message', hear);
      socket.send(JSON.stringify({ id: mine, method, params }));
    });
  await send('Profiler.enable');
  return {
    async modules(): Promise<string[]> {
      const { result } = await send('Profiler.getBestEffortCoverage');
      return (result as Coverage).result
        .flatMap(({ functions }) => functions)
        .filter(
          ({ functionName, ranges }) =>
            /\.[jt]s$/.test(functionName) && (ranges[0]?.count ?? 0) > 0,
        )
        .map(({ functionName }) => functionName);
    },
    close: () => socket.close(),
  };
}
