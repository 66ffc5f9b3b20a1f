import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ends } from './command.mjs';

/** A command that was started elsewhere leaves it to the copy that the host itself imports: only its classes are the host's. */
export async function leavesItToTheHostsOwnCopy(directory) {
  const project = join(directory, 'project');
  const copy = join(project, 'node_modules', 'nestjs-rest-auth');
  const module = join(project, 'app.module.mjs');
  await mkdir(join(copy, 'dist', 'cli'), { recursive: true });
  await writeFile(join(copy, 'package.json'), '{"name":"nestjs-rest-auth","version":"9.9.9","type":"module"}');
  await writeFile(module, 'export class AppModule {}');
  const said = ['uses nestjs-rest-auth 9.9.9', 'which has no command yet: update it'];
  await ends('knows that an older copy has no command', 64, ['doctor', module], { said });
  const main = "console.log('the copy was asked', ...process.argv.slice(2, 3)); process.exit(3);";
  await writeFile(join(copy, 'dist', 'cli', 'main.js'), main);
  await ends('hands over to it', 3, ['doctor', module], { on: 'stdout', said: 'the copy was asked doctor' });
}
