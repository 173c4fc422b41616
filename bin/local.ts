import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DropFolder } from '#adapters/local/drop-folder.ts';
import { applyDefinition } from '#app/dataset.ts';
import { resumeDeliveries } from '#app/ingest/resume.ts';
import { putDemoLookups, withDemoLookups } from '#app/lookup/demo.ts';
import { requireSchema } from '#app/migration/schema.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import type { Log } from '#http/log.ts';
import { failureText, OPERATOR } from './commands/command.ts';
import { demoAccounts } from './local/demo-accounts.ts';
import { isDemonstration, makeDemonstration } from './local/demonstration.ts';
import { GeographyImports } from './local/geography-imports.ts';
import { keepHouse } from './local/housekeeping.ts';
import { type LocalOptions, readOptions, USAGE } from './local/options.ts';
import { type LocalPlatform, openPlatform } from './local/platform.ts';
import { startServer } from './local/server.ts';

const log: Log = (line) => console.error(JSON.stringify({ at: new Date().toISOString(), ...line }));
const say = (line: string) => console.log(line);

const options = readOptions(process.argv.slice(2));
if ('faults' in options) {
  console.error(`${options.faults.join('\n')}\n\n${USAGE}`);
  process.exitCode = 2;
} else if (options.help) {
  console.log(USAGE);
} else {
  await serve(options).catch((error: unknown) => {
    console.error(failureText(error));
    process.exit(1);
  });
}

async function serve(options: LocalOptions): Promise<void> {
  const local = openPlatform(options.data, {
    onFailure: ({ dataset, number, error, last }) =>
      log({ level: 'error', message: 'delivery failed', dataset, number, last, error: failureText(error) }),
  });
  const { platform } = local;
  await requireSchema(platform.registry, platform.clock).catch(async (error: unknown) => {
    await local.close();
    throw error;
  });
  const imports = new GeographyImports(local.folder, platform, log);
  const server = await startServer({
    platform,
    submitImport: (id) => imports.submit(id),
    port: options.port,
    webRoot: fileURLToPath(new URL('../web/dist', import.meta.url)),
    version: versionOf(),
    log,
  }).catch(async (error: unknown) => {
    await local.close();
    throw error;
  });
  const stopHousekeeping = keepHouse(platform, log);
  const drops = new DropFolder(local.folder, platform, {
    onFailure: (error) => log({ level: 'error', message: 'drop folder', error: failureText(error) }),
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return process.exit(1);
    stopping = true;
    say('\nStopping …');
    await drops.close();
    stopHousekeeping();
    await server.close();
    await imports.close();
    await local.close();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop()).on('SIGTERM', () => void stop());

  const demonstrates = !options.empty && (await wantsDemonstration(local));
  if (!options.empty) await applyDefinitions(local, demonstrates);
  if (options.demoAccounts) await announceAccounts(local);
  say(`\nSafeStats answers on ${server.origin}  (data in ${local.folder})\n`);
  const resumed = await resumeDeliveries(platform);
  if (resumed > 0) say(`${resumed} deliveries from before are taken up again`);
  await imports.resume();
  drops.start();
  if (demonstrates) {
    const started = Date.now();
    await makeDemonstration(local, options.rows, say);
    say(`Everything is in after ${Math.round((Date.now() - started) / 1000)} s. Ctrl-C stops the server.`);
  }
}

/** A new folder gets the demonstration, and one whose demonstration was interrupted the rest of it. */
async function wantsDemonstration(local: LocalPlatform): Promise<boolean> {
  if (await isDemonstration(local)) return true;
  const { registry } = local.platform;
  const taken = [...(await registry.list('geography')), ...(await registry.list('delivery-number'))];
  return taken.length === 0;
}

/** The first definitions, those that are not there yet; in a demonstration with the lookup tables that they join. */
async function applyDefinitions({ platform }: LocalPlatform, demonstrates: boolean): Promise<void> {
  const known = await Promise.all(FIRST_DEFINITIONS.map(({ id }) => platform.registry.get('dataset', id)));
  const missing = FIRST_DEFINITIONS.filter((_, index) => known[index] === null);
  if (missing.length > 0 && demonstrates) await putDemoLookups(platform, OPERATOR);
  for (const first of missing)
    await applyDefinition(platform, OPERATOR, demonstrates ? withDemoLookups(first) : first);
}

async function announceAccounts({ platform }: LocalPlatform): Promise<void> {
  const { users, password } = await demoAccounts(platform);
  say(`Demonstration accounts, password ${password}`);
  for (const { email, name, roles } of users) say(`  ${email.padEnd(32)}${name} (${roles.join(', ')})`);
}

function versionOf(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}
