import { backfillCommand } from './commands/backfill.ts';
import { bootstrapCommand } from './commands/bootstrap.ts';
import { type Command, failureText, UsageError } from './commands/command.ts';
import { datasetCommands } from './commands/dataset.ts';
import { deliveryCommands } from './commands/delivery.ts';
import { doctorCommand } from './commands/doctor.ts';
import { geographyCommands, referenceCommands } from './commands/place.ts';
import { publicationCommands } from './commands/publication.ts';
import { tokenCommand } from './commands/token.ts';

const COMMANDS: readonly Command[] = [
  bootstrapCommand,
  ...geographyCommands,
  ...referenceCommands,
  ...datasetCommands,
  backfillCommand,
  ...deliveryCommands,
  ...publicationCommands,
  tokenCommand,
  doctorCommand,
];

process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  const command = COMMANDS.find(({ name }) => name === args.slice(0, name.split(' ').length).join(' '));
  if (command === undefined) {
    const asked = args[0] === '--help' || args[0] === '-h';
    const unknown = asked || args.length === 0 ? [] : [`unknown command: ${args.join(' ')}`, ''];
    (asked ? console.log : console.error)([...unknown, overview()].join('\n'));
    return asked ? 0 : 2;
  }
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

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return ['npm run ops -- COMMAND [--data DIR] …', '', ...lines, '', 'COMMAND --help says more.'].join('\n');
}
