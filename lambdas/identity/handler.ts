import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CognitoDirectory } from '#adapters/aws/cognito-directory.ts';
import { DynamoRegistry } from '#adapters/aws/dynamo-registry.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { makeNewId } from '#app/new-id.ts';
import { IdentityEnvironment } from '#lambdas/environment.ts';
import { environmentOf } from '../parsed.ts';
import { schemaGate } from '../schema.ts';
import { answerTrigger, noAnswer, ProviderDomainsSchema, type TriggerEvent } from './trigger.ts';

const environment = environmentOf(IdentityEnvironment);
const domains = ProviderDomainsSchema.parse(JSON.parse(environment.SAFESTATS_PROVIDER_DOMAINS));
const registry = new DynamoRegistry({ client: new DynamoDBClient({}), table: environment.SAFESTATS_TABLE });
const cognito = new CognitoIdentityProviderClient({});
const desk = {
  registry,
  audit: new RegistryAuditLog(registry, () => new Date(), environment.SAFESTATS_REGION),
  clock: () => new Date(),
  newId: makeNewId(),
};
const schemaHolds = schemaGate(desk);

/** Answers every trigger of the user pool. */
export async function handler(event: TriggerEvent): Promise<TriggerEvent> {
  await schemaHolds().catch((cause: unknown) => {
    throw noAnswer(cause);
  });
  const identity = new CognitoDirectory({ client: cognito, userPoolId: event.userPoolId });
  return answerTrigger({ ...desk, identity }, domains, event);
}
