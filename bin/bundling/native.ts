import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Of the machine that a function runs on, Linux with glibc; `here` = this machine, with the checkout's own packages. */
export type Architecture = 'arm64' | 'x64' | 'here';

type Locked = {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
type Lock = { readonly packages: Readonly<Record<string, Locked>> };

const run = promisify(execFile);

/** Installs packages and what they need into `<folder>/node_modules`, in the versions of the checkout's lock file. */
export async function installNative(
  names: readonly string[],
  folder: string,
  architecture: Architecture,
): Promise<void> {
  if (architecture === 'here') return linkNative(names, folder);
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lock;
  const dependencies = Object.fromEntries(names.map((name) => [name, locked(lock, name).version]));
  const own = { name: 'safestats-function', version: '0.0.0', private: true, dependencies };
  const packages = { '': own, ...closureOf(lock, names) };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(own));
  await writeFile(
    join(folder, 'package-lock.json'),
    JSON.stringify({ name: own.name, version: own.version, lockfileVersion: 3, requires: true, packages }),
  );
  const platform = [`--cpu=${architecture}`, '--os=linux', '--libc=glibc'];
  await run('npm', ['ci', ...platform, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: folder,
  });
  for (const made of ['package.json', 'package-lock.json', 'node_modules/.package-lock.json'])
    await rm(join(folder, made));
}

async function linkNative(names: readonly string[], folder: string): Promise<void> {
  for (const name of names) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve('node_modules', name), link);
  }
}

/** The part of a lock file that these packages need; only packages at its top level are taken. */
function closureOf(lock: Lock, names: readonly string[]): Record<string, Locked> {
  const found: Record<string, Locked> = {};
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const path = `node_modules/${name}`;
    if (Object.hasOwn(found, path)) continue;
    const entry = locked(lock, name);
    found[path] = entry;
    open.push(...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }));
  }
  return found;
}

function locked(lock: Lock, name: string): Locked {
  const entry = lock.packages[`node_modules/${name}`];
  if (entry === undefined) throw new Error(`package-lock.json has no ${name}: run npm install`);
  return entry;
}
