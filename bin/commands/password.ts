import { randomBytes } from 'node:crypto';
import { credentialWrite, hashPassword } from '#adapters/oidc/credentials.ts';
import { changePassword } from '#app/people/change-password.ts';
import { findUserByEmail } from '#app/people.ts';
import { AppError } from '#core/model/error.ts';
import { type Command, OPERATOR, readArguments, UsageError, withStore } from './command.ts';

export const passwordCommand: Command = {
  name: 'password',
  usage: `ops -- password --of EMAIL [--data DIR]

Gives an account a first password, prints it, and signs the account out everywhere. The person replaces it when they
next sign in.`,
  async run(args) {
    const { of: email, data } = readArguments(args, { of: { type: 'string' } }).values;
    if (email === undefined) throw new UsageError('say whose password: --of EMAIL');
    return withStore(data, async (store) => {
      const user = await findUserByEmail(store.registry, email);
      if (user === null) throw new AppError('NOT_FOUND', `there is no account ${email} in this data folder`);
      const password = randomBytes(15).toString('base64url');
      const credential = { ...(await hashPassword(password)), first: true };
      await changePassword(store, OPERATOR, user.id, credentialWrite(user.id, credential));
      console.log(`${user.email}: first password ${password} (replaced at the next sign-in)`);
      return 0;
    });
  },
};
