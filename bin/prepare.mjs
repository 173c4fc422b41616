// Plain JavaScript, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);
const withWeb = !process.argv.includes('--no-web');

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) fail(`Node ${process.versions.node} is too old: install Node 20 or newer.`);

/** Hash of files and folders, by relative path and content, so that a build is repeated only when its input changed. */
function hashOf(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    if (!existsSync(at(path))) return;
    const entries = readdirSync(at(path), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = `${path}/${entry.name}`;
      if (entry.name === 'dist' || entry.name === 'node_modules') continue;
      if (entry.isDirectory()) visit(child);
      else hash.update(child).update(readFileSync(at(child)));
    }
  };
  for (const path of paths) {
    if (path.includes('.')) hash.update(path).update(readFileSync(at(path)));
    else visit(path);
  }
  return hash.digest('hex');
}

function ensure(marker, wanted, what, command, args) {
  if (existsSync(at(marker)) && readFileSync(at(marker), 'utf8') === wanted) return;
  console.log(what);
  const npm = process.platform === 'win32' && command === 'npm';
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: npm });
  if (done.status !== 0) fail(`${what} did not succeed: see the lines above, then run the command again.`);
  writeFileSync(at(marker), wanted);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

ensure(
  'node_modules/.safestats-installed',
  hashOf(['package-lock.json']),
  'Installing what is missing (once; about half a minute) …',
  'npm',
  ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
);
if (withWeb) {
  ensure(
    'web/dist/.built',
    hashOf(['package-lock.json', 'web', 'lib/core']),
    'Building the explorer …',
    process.execPath,
    [at('node_modules/vite/bin/vite.js'), 'build', 'web', '--logLevel', 'warn'],
  );
}
