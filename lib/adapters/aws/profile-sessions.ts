import type { AthenaClient } from '@aws-sdk/client-athena';
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '#app/ports.ts';
import type { ProfileId, UserId } from '#core/model/id.ts';

/** Short-lived credentials of a profile's role. */
export type SessionCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
};

type Session = { readonly client: AthenaClient; readonly expiresAt: number };

export type ProfileSessionsOptions = {
  readonly sts: STSClient;
  readonly athena: (credentials: SessionCredentials) => AthenaClient;
  /** Of the ARN of a role, before the profile's id. */
  readonly rolePrefix: string;
  readonly clock: Clock;
};

const SECONDS = 900;
const MARGIN_MS = 60_000;
const MOST_SESSIONS = 200;

/**
 * Clients of Athena in the role of a profile, in the name of a person: it is both name and source of the session, so
 * that the trail of AWS says who it was. A session is used until shortly before it expires.
 */
export class ProfileSessions {
  readonly #options: ProfileSessionsOptions;
  readonly #sessions = new Map<string, Promise<Session>>();

  constructor(options: ProfileSessionsOptions) {
    this.#options = options;
  }

  /** Fails as AssumeRole does. */
  async client(profile: ProfileId, person: UserId): Promise<AthenaClient> {
    const key = JSON.stringify([profile, person]);
    const known = this.#sessions.get(key);
    const session = await known;
    if (session !== undefined && session.expiresAt > this.#options.clock().getTime()) return session.client;
    const newer = this.#sessions.get(key);
    const opened = newer === known || newer === undefined ? this.#open(profile, person) : newer;
    this.#sessions.delete(key);
    this.#sessions.set(key, opened);
    opened.catch(() => this.#sessions.delete(key));
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MOST_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    return (await opened).client;
  }

  close(): void {
    for (const session of this.#sessions.values())
      session.then(
        ({ client }) => client.destroy(),
        () => undefined,
      );
    this.#sessions.clear();
  }

  async #open(profile: ProfileId, person: UserId): Promise<Session> {
    const { sts, athena, rolePrefix } = this.#options;
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `${rolePrefix}${profile}`,
        RoleSessionName: person,
        SourceIdentity: person,
        DurationSeconds: SECONDS,
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || Expiration === undefined)
      throw new Error('a session without credentials');
    const client = athena({
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    });
    return { client, expiresAt: Expiration.getTime() - MARGIN_MS };
  }
}
