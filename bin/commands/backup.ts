import { type Command, OPERATOR, readArguments, UsageError, withStore } from './command.ts';

export const backupCommands: readonly Command[] = [
  {
    name: 'backup',
    usage: `ops -- backup [--data DIR] TARGET

Copies the data folder into the new folder TARGET, beside a server that goes on working, and looks whether the copy is whole.
Files in drop folders that were not taken over yet are left out. TARGET holds every secret of the installation: keep it
as you keep the data folder.`,
    async run(args) {
      const { values, positionals } = readArguments(args, {});
      const [target, ...others] = positionals;
      if (target === undefined || others.length > 0) throw new UsageError('give one TARGET');
      const { backUp } = await import('../local/backup.ts');
      return withStore(
        values.data,
        async (store) => {
          const { files, bytes } = await backUp(store, OPERATOR, target);
          console.log(`${target} is whole: ${files} files, ${bytes} bytes`);
          return 0;
        },
        { anySchema: true },
      );
    },
  },
  {
    name: 'restore',
    usage: `ops -- restore [--data DIR] BACKUP

Makes a data folder, which must be empty or not there yet, of a folder that backup wrote. Every file is compared with what
was written, publications and the audit are looked through; otherwise nothing is left. May be interrupted and run again.`,
    async run(args) {
      const { values, positionals } = readArguments(args, {});
      const [backup, ...others] = positionals;
      if (backup === undefined || others.length > 0) throw new UsageError('give one BACKUP');
      const { restore } = await import('../local/restore.ts');
      const { files, at } = await restore(backup, values.data);
      console.log(`${values.data} is as it was at ${at}: ${files} files`);
      return 0;
    },
  },
];
