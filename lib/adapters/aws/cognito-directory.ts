import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminUserGlobalSignOutCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
  ListUsersCommand,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { IdentityDirectory } from '#app/ports.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { awsFault } from './aws-fault.ts';

type Named = { readonly UserPoolId: string; readonly Username: string };

/** The users of one Cognito user pool, by their `sub`. Managed login keeps its own cookie, for an hour, whatever is done here. */
export class CognitoDirectory implements IdentityDirectory {
  readonly #client: CognitoIdentityProviderClient;
  readonly #userPoolId: string;

  constructor({
    client,
    userPoolId,
  }: {
    readonly client: CognitoIdentityProviderClient;
    readonly userPoolId: string;
  }) {
    this.#client = client;
    this.#userPoolId = userPoolId;
  }

  signOutEverywhere(user: UserId): Promise<void> {
    return this.#for(user, (named) => this.#client.send(new AdminUserGlobalSignOutCommand(named)));
  }

  disable(user: UserId): Promise<void> {
    return this.#for(user, (named) => this.#client.send(new AdminDisableUserCommand(named)));
  }

  enable(user: UserId): Promise<void> {
    return this.#for(user, (named) => this.#client.send(new AdminEnableUserCommand(named)));
  }

  remove(user: UserId): Promise<void> {
    return this.#for(user, (named) => this.#client.send(new AdminDeleteUserCommand(named)));
  }

  async invite(email: string): Promise<UserId> {
    const named: Named = { UserPoolId: this.#userPoolId, Username: email };
    const attributes: AttributeType[] = [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'name', Value: email },
    ];
    try {
      const made = await this.#client.send(
        new AdminCreateUserCommand({
          ...named,
          UserAttributes: attributes,
          DesiredDeliveryMediums: ['EMAIL'],
        }),
      );
      return subOf(made.User?.Attributes);
    } catch (error) {
      if (!(error instanceof UsernameExistsException)) throw awsFault(error);
      return subOf((await this.#client.send(new AdminGetUserCommand(named))).UserAttributes);
    }
  }

  /** A federated user is not called by their `sub`, so that it is looked up first. */
  async #for(user: UserId, act: (named: Named) => Promise<unknown>): Promise<void> {
    if (!/^[\w-]{1,64}$/.test(user)) return;
    try {
      const { Users = [] } = await this.#client.send(
        new ListUsersCommand({ UserPoolId: this.#userPoolId, Filter: `sub = "${user}"`, Limit: 1 }),
      );
      const username = Users[0]?.Username;
      if (username !== undefined) await act({ UserPoolId: this.#userPoolId, Username: username });
    } catch (error) {
      if (!(error instanceof UserNotFoundException)) throw awsFault(error);
    }
  }
}

function subOf(attributes: readonly AttributeType[] | undefined): UserId {
  const sub = attributes?.find(({ Name }) => Name === 'sub')?.Value;
  if (sub === undefined) throw new Error('the user pool gave a user without a sub');
  return brandId<UserId>(sub);
}
