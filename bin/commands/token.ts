import { LONGEST_TOKEN_MINUTES } from '#adapters/oidc/keys.ts';
import { issueScriptToken } from '#adapters/oidc/script-token.ts';
import { audited } from '#app/audit/audited.ts';
import { findUserByEmail } from '#app/people.ts';
import { AppError } from '#core/model/error.ts';
import { type Command, OPERATOR, readArguments, UsageError, withStore } from './command.ts';

const MAX_MINUTES = LONGEST_TOKEN_MINUTES;

export const tokenCommand: Command = {
  name: 'token',
  usage: `ops -- token --as EMAIL [--data DIR] [--minutes N] [--port N]

Prints an access token of this account, as the server on this data folder would issue it.

  --minutes N   how long it holds, 1 to ${MAX_MINUTES} (60)
  --port N      for a server on this port; else the one that used the folder last`,
  async run(args) {
    const { values } = readArguments(args, {
      as: { type: 'string' },
      minutes: { type: 'string', default: '60' },
      port: { type: 'string' },
    });
    const { as: email, port } = values;
    const minutes = Number(values.minutes);
    if (email === undefined) throw new UsageError('say whose token: --as EMAIL');
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_MINUTES) {
      throw new UsageError(`--minutes wants a number from 1 to ${MAX_MINUTES}`);
    }
    if (port !== undefined && !/^\d{1,5}$/.test(port)) throw new UsageError('--port wants a port number');
    return withStore(values.data, async (store) => {
      const { registry, clock } = store;
      const user = await findUserByEmail(registry, email);
      if (user === null) throw new AppError('NOT_FOUND', `there is no account ${email} in this data folder`);
      if (user.state !== 'active')
        throw new AppError('FORBIDDEN', `the account ${email} is ${user.state}, not active`);
      const issuer = port === undefined ? {} : { issuer: `http://localhost:${port}/oidc` };
      const token = await audited(
        store,
        OPERATOR,
        'administration',
        `user/${user.id}`,
        { change: 'token', minutes },
        () => issueScriptToken(registry, clock, user, { minutes, ...issuer }),
      );
      console.log(token);
      return 0;
    });
  },
};
