import { type Command, failureText, UsageError } from './commands/command.ts';

/** A command as the overview names it; its code is loaded when it is called. */
type Entry = {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command | readonly Command[]>;
};

const place = () => import('./commands/place.ts');
const dataset = async () => (await import('./commands/dataset.ts')).datasetCommands;
const delivery = async () => (await import('./commands/delivery.ts')).deliveryCommands;
const publication = async () => (await import('./commands/publication.ts')).publicationCommands;
const audit = async () => (await import('./commands/audit.ts')).auditCommands;
const dr = async () => (await import('./commands/dr.ts')).drCommands;
const backup = async () => (await import('./commands/backup.ts')).backupCommands;
const geography = async () => (await place()).geographyCommands;
const reference = async () => (await place()).referenceCommands;
const places = async () => (await import('./commands/places.ts')).placesCommands;

const COMMANDS: readonly Entry[] = [
  {
    name: 'bootstrap',
    summary: 'dataset definitions and accounts of a new data folder or deployment',
    load: async () => (await import('./commands/bootstrap.ts')).bootstrapCommand,
  },
  { name: 'geography import', summary: 'bring in a set of boundaries', load: geography },
  { name: 'geography list', summary: 'boundaries that are there', load: geography },
  { name: 'geography demo', summary: 'make the demonstration boundaries', load: geography },
  { name: 'reference import', summary: 'bring in counts per area and year', load: reference },
  { name: 'reference list', summary: 'counts that are there', load: reference },
  { name: 'places import', summary: 'bring in postcodes to be searched for', load: places },
  { name: 'places list', summary: 'postcodes that are there', load: places },
  { name: 'dataset apply', summary: 'add or change a dataset', load: dataset },
  { name: 'dataset list', summary: 'datasets and what is published of them', load: dataset },
  {
    name: 'backfill',
    summary: 'hand files over for a dataset',
    load: async () => (await import('./commands/backfill.ts')).backfillCommand,
  },
  { name: 'delivery list', summary: 'the last deliveries', load: delivery },
  { name: 'delivery show', summary: 'one delivery and its report', load: delivery },
  { name: 'delivery withdraw', summary: 'take a delivery back', load: delivery },
  { name: 'publication list', summary: 'what was published of a dataset, newest first', load: publication },
  { name: 'publication rollback', summary: 'publish an earlier publication again', load: publication },
  { name: 'rollups', summary: 'make the roll-ups that publications lack', load: publication },
  {
    name: 'token',
    summary: 'an access token for scripts',
    load: async () => (await import('./commands/token.ts')).tokenCommand,
  },
  { name: 'audit verify', summary: 'whether the audit is as it was written', load: audit },
  { name: 'audit head', summary: 'the head of its chain, to be kept elsewhere', load: audit },
  { name: 'audit seal', summary: 'seal what was recorded now', load: audit },
  { name: 'audit export', summary: 'events for a SIEM', load: audit },
  { name: 'audit search', summary: 'what was done, newest first', load: audit },
  {
    name: 'password',
    summary: 'a first password for somebody who lost theirs',
    load: async () => (await import('./commands/password.ts')).passwordCommand,
  },
  { name: 'dr status', summary: 'whether the other region on AWS could take over', load: dr },
  { name: 'dr drill', summary: 'the same, and what a fail-over would deploy', load: dr },
  { name: 'dr fail-over', summary: 'move to the second region on AWS', load: dr },
  { name: 'dr fail-back', summary: 'move back to the primary region on AWS', load: dr },
  { name: 'backup', summary: 'copy the data folder beside a running server', load: backup },
  { name: 'restore', summary: 'make a data folder of a backup', load: backup },
  {
    name: 'keys rotate',
    summary: 'a new key for signing tokens',
    load: async () => (await import('./commands/keys.ts')).keysRotateCommand,
  },
  {
    name: 'migrate',
    summary: 'bring the stored data to this release',
    load: async () => (await import('./commands/migrate.ts')).migrateCommand,
  },
  {
    name: 'cost',
    summary: 'what a month on AWS costs, and a query',
    load: async () => (await import('./commands/cost.ts')).costCommand,
  },
  {
    name: 'teardown',
    summary: 'empty a development deployment on AWS, so that it can be destroyed',
    load: async () => (await import('./commands/teardown.ts')).teardownCommand,
  },
  {
    name: 'live',
    summary: 'whether a deployment does what can be told only where it runs',
    load: async () => (await import('./commands/live.ts')).liveCommand,
  },
  {
    name: 'doctor',
    summary: 'whether everything that is stored is there and agrees',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
];

process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  const entry = COMMANDS.find(({ name }) => name === args.slice(0, name.split(' ').length).join(' '));
  if (entry === undefined) {
    const asked = args[0] === '--help' || args[0] === '-h';
    const unknown = asked || args.length === 0 ? [] : [`unknown command: ${args.join(' ')}`, ''];
    (asked ? console.log : console.error)([...unknown, overview()].join('\n'));
    return asked ? 0 : 2;
  }
  const command = await commandOf(entry);
  const rest = args.slice(command.name.split(' ').length);
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(command.usage);
    return 0;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${command.usage}`);
      return 2;
    }
    console.error(failureText(error));
    return 1;
  }
}

async function commandOf(entry: Entry): Promise<Command> {
  const loaded = [await entry.load()].flat();
  const command = loaded.find(({ name }) => name === entry.name);
  if (command === undefined) throw new Error(`no code for the command ${entry.name}`);
  return command;
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'npm run ops -- COMMAND [--data DIR] …',
    '',
    ...lines,
    '',
    'bootstrap, dataset, reference, places, doctor, audit verify and migrate take --env dev|prod [--region REGION] for a',
    'deployment on AWS; dr and teardown work on one only, live on one or on any that runs.',
    'COMMAND --help says more.',
  ].join('\n');
}
