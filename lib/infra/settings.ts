import type { Node } from 'constructs';
import * as z from 'zod';
import { ENVIRONMENTS, type EnvironmentName } from './environments.ts';

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'use the name of a region, as in eu-west-2');
const providerName = z.string().regex(/^[\w-]{3,32}$/, 'use 3 to 32 letters, digits, _ or -');

/** Whose people a provider may sign in. */
const domains = z.array(z.string().regex(/^[a-z0-9.-]+\.[a-z]+$/)).min(1);

const Provider = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('oidc'),
    name: providerName,
    issuer: z.url({ protocol: /^https$/ }),
    clientId: z.string().min(1),
    /** Of Secrets Manager, in the primary region. */
    clientSecretName: z.string().min(1),
    domains,
  }),
  z.strictObject({
    kind: z.literal('saml'),
    name: providerName,
    metadataUrl: z.url({ protocol: /^https$/ }),
    domains,
  }),
]);

const Context = z.object({
  env: z.enum(Object.keys(ENVIRONMENTS) as [EnvironmentName, ...EnvironmentName[]]),
  account: z.string().regex(/^\d{12}$/, 'use the 12 digits of an AWS account'),
  primaryRegion: region,
  secondRegion: region,
  /** Which region the site talks to and whose schedules run. */
  active: z.enum(['primary', 'second']).default('primary'),
  domain: z
    .strictObject({
      /** Of the site: `safestats.example.org`. */
      name: z.string().regex(/^[a-z0-9.-]+\.[a-z]+$/),
      hostedZoneId: z.string().min(1),
      zoneName: z.string().min(1),
    })
    .nullable()
    .default(null),
  /** Address that Amazon SES was shown to be ours, for invitations and second factors; null = Cognito's own. */
  senderEmail: z.email().nullable().default(null),
  /** Whether a database `default` is to be made; an account that used Glue before has one. */
  makeDefaultDatabase: z.stringbool().or(z.boolean()).default(true),
  /** Gets alarms and the warnings of the budget. */
  alarmEmail: z.email().nullable().default(null),
  monthlyBudgetUsd: z.coerce.number().positive().default(500),
  providers: z.array(Provider).max(20).default([]),
  sftp: z.stringbool().or(z.boolean()).default(false),
  bytesScannedLimit: z.coerce.number().int().min(10_000_000).default(100_000_000_000),
});

/** What an operator decides about a deployment; from the context of the CDK. */
export type Settings = z.output<typeof Context>;
export type IdentityProvider = z.output<typeof Provider>;

/** The settings in the context of an app; `account` is what counts if the context names none. */
export function settingsOf(node: Node, account: string): Settings {
  const given = Object.fromEntries(
    Object.keys(Context.shape).flatMap((key) => {
      const value: unknown = node.tryGetContext(key);
      return value === undefined ? [] : [[key, parsed(value)]];
    }),
  );
  const result = Context.safeParse({ account, ...given });
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`the context does not say a deployment: ${faults.join('; ')}`);
  }
  if (result.data.primaryRegion === result.data.secondRegion)
    throw new Error(
      'the context does not say a deployment: secondRegion: use another region than primaryRegion',
    );
  return result.data;
}

/** The command line gives context as text; what begins like JSON is read as JSON. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' && /^[[{]/.test(value) ? JSON.parse(value) : value;
}
