import { spawn } from 'node:child_process';
import { run } from '../guide/programs.ts';

// Runs `npm start` as the README has it, until the curl line that it prints works; then ends it, and says how long that took.
const started = performance.now();
const child = spawn('npm', ['start'], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
const end = () => process.kill(-(child.pid ?? 0), 'SIGTERM');

try {
  const line = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      process.stdout.write(text);
      output += text;
      const [command] = /curl -u alice:pst_\w{36} \S+\n/.exec(output) ?? [];
      if (command) resolve(command);
    });
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)));
  });
  const answer = JSON.parse(await run('sh', ['-ec', line])) as { name: string };
  if (answer.name !== 'alice') throw new Error(`the curl line was served as ${answer.name}`);
  console.log(`The curl line works after ${Math.round((performance.now() - started) / 1000)} s.`);
} finally {
  if (child.exitCode === null) end();
}
