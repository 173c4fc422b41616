import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const OUTPUT_BYTES = 64 * 2 ** 20;

/** A Trino that can be started here: the unpacked server and the Java that runs it. */
export type Installation = { readonly version: number; readonly home: string; readonly java: string };

/** Releases that the suite passes on, newest first, and the versions of Java that they run on, both ends included. */
const RELEASES = [
  { version: 476, fromJava: 24, toJava: 25 },
  { version: 368, fromJava: 11, toJava: 17 },
] as const;
/** Everything that the tests need of a distribution of 70 plugins. */
const PARTS = ['lib', 'plugin/hive'];

/**
 * Finds a Java, fetches the newest Trino that it runs from Maven's repository and unpacks it, once: it stays in
 * `$XDG_CACHE_HOME/safestats/trino`. `TRINO_VERSION` asks for one release. Returns `missing`, in words, when this
 * machine cannot.
 */
export async function installTrino(): Promise<Installation | { readonly missing: string }> {
  const javas = await installedJavas();
  if (javas.length === 0) return { missing: 'no Java found; install a JDK' };
  const asked = process.env['TRINO_VERSION'];
  const faults: string[] = [];
  for (const { version, fromJava, toJava } of RELEASES) {
    if (asked !== undefined && asked !== String(version)) continue;
    const java = javas.find((one) => one.major >= fromJava && one.major <= toJava);
    const home = join(cacheFolder(), String(version));
    if (java === undefined) {
      const found = javas.map((one) => one.major).join(', ');
      faults.push(`Trino ${version} runs on Java ${fromJava} to ${toJava}, and only ${found} was found`);
      continue;
    }
    try {
      if (!existsSync(home)) await fetchRelease(version, home);
      return { version, home, java: java.path };
    } catch (error) {
      faults.push(`Trino ${version} could not be fetched: ${firstLine(error)}`);
    }
  }
  return { missing: faults.join('; ') || `TRINO_VERSION=${asked} is none that the suite knows` };
}

function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'safestats', 'trino');
}

async function installedJavas(): Promise<readonly { readonly path: string; readonly major: number }[]> {
  const packaged = existsSync('/usr/lib/jvm') ? readdirSync('/usr/lib/jvm') : [];
  const homes = [process.env['JAVA_HOME'], ...packaged.map((name) => join('/usr/lib/jvm', name))];
  const paths = ['java', ...homes.flatMap((home) => (home === undefined ? [] : [join(home, 'bin', 'java')]))];
  const found = await Promise.all(
    paths.map(async (path) => {
      const major = await majorVersion(path).catch(() => null);
      return major === null ? [] : [{ path, major }];
    }),
  );
  return found.flat().sort((one, other) => other.major - one.major);
}

async function majorVersion(java: string): Promise<number | null> {
  const { stderr } = await run(java, ['-version']);
  const major = /version "(\d+)/.exec(stderr)?.[1];
  return major === undefined ? null : Number(major);
}

/** Maven checks the archive against the repository's checksum (`--strict-checksums`). */
async function fetchRelease(version: number, home: string): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true });
  const scratch = await mkdtemp(join(cacheFolder(), 'fetch-'));
  try {
    console.log(`trino: fetching release ${version}, once; several hundred MB`);
    await run(
      'mvn',
      [
        '--batch-mode',
        '--quiet',
        '--strict-checksums',
        `-Dmaven.repo.local=${join(scratch, 'repository')}`,
        'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get',
        `-Dartifact=io.trino:trino-server:${version}:tar.gz`,
        '-Dtransitive=false',
      ],
      { maxBuffer: OUTPUT_BYTES, timeout: 600_000 },
    );
    const name = `trino-server-${version}`;
    const archive = join(
      scratch,
      'repository',
      'io',
      'trino',
      'trino-server',
      String(version),
      `${name}.tar.gz`,
    );
    await unpack(archive, name, scratch);
    await rename(join(scratch, name), home).catch((error: unknown) => {
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Plugins share their jars as hard links to whichever comes first in the archive, so that those come along too. */
async function unpack(archive: string, name: string, folder: string): Promise<void> {
  const environment = { ...process.env, LC_ALL: 'C' };
  const { stdout } = await run('tar', ['-tvzf', archive], { maxBuffer: OUTPUT_BYTES, env: environment });
  const wanted = new Set<string>();
  for (const line of stdout.split('\n')) {
    const [, path, target] = /(\S+)(?: link to (\S+))?$/.exec(line) ?? [];
    if (path === undefined || path.endsWith('/')) continue;
    if (!PARTS.some((part) => path.startsWith(`${name}/${part}/`))) continue;
    wanted.add(path);
    if (target !== undefined) wanted.add(target);
  }
  if (wanted.size === 0) throw new Error(`${name} has none of ${PARTS.join(', ')}`);
  const list = join(folder, 'wanted');
  await writeFile(list, [...wanted].join('\n'));
  await run('tar', ['-xzf', archive, '-C', folder, '-T', list], { maxBuffer: OUTPUT_BYTES });
  const plugins = join(folder, name, 'plugin');
  for (const plugin of readdirSync(plugins)) {
    if (!PARTS.includes(`plugin/${plugin}`)) await rm(join(plugins, plugin), { recursive: true });
  }
}

function firstLine(error: unknown): string {
  return (
    String(error instanceof Error ? error.message : error)
      .split('\n')
      .filter((line) => !line.startsWith('Command failed'))
      .concat('')[0]
      ?.slice(0, 300) ?? ''
  );
}
