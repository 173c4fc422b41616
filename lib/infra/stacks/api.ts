import { CfnAuthorizer, CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  API_FUNCTIONS,
  type ApiFunction,
  ROUTES_BY_FUNCTION,
  type RouteAddress,
} from '#http/routes/by-function.ts';
import { FUNCTIONS } from '#lambdas/functions.ts';
import { engineVariables } from '../constructs/environment.ts';
import { type CodeSource, ProductFunction } from '../constructs/function.ts';
import { KEEPS_TABLES, LakeGrants } from '../constructs/lake-grants.ts';
import { QueueWithDeadLetters, workOff } from '../constructs/queue.ts';
import { type Place, PlacedStack } from '../place.ts';
import { acknowledge } from '../policies/acknowledgements.ts';
import type { ResourcePlace } from '../policies/resources.ts';
import type { GatewayStack } from './gateway.ts';

/** Under what API Gateway ends a call itself. */
const TIMEOUT_MS = 29_000;
/** Calls of each function at once: a flood of one kind leaves the others and the ingest their share. */
const AT_ONCE: Readonly<Record<ApiFunction, number>> = {
  'api-explore': 100,
  'api-admin': 20,
  'api-deliveries': 20,
  'api-audit': 10,
};

/** Who signs tokens, for which site, and where it is. */
export type SignIn = {
  readonly issuer: string;
  readonly clientId: string;
  readonly userPoolId: string;
  readonly siteOrigin: string;
};

/** The functions of the API, what it hands on to be done, and a route for each operation; all but the public ones want a token of the user pool. */
export class ApiStack extends PlacedStack {
  constructor(
    scope: Construct,
    place: Place,
    props: {
      readonly at: ResourcePlace;
      readonly code: CodeSource;
      readonly gateway: GatewayStack;
      readonly signIn: SignIn;
    },
  ) {
    super(scope, 'api', place, {
      stateful: false,
      description: 'SafeStats: functions and routes of the API',
    });
    const { at, code, gateway, signIn } = props;
    const authorizer = new CfnAuthorizer(this, 'SignedIn', {
      apiId: gateway.apiId,
      name: 'signed-in',
      authorizerType: 'JWT',
      identitySource: ['$request.header.Authorization'],
      jwtConfiguration: { issuer: signIn.issuer, audience: [signIn.clientId] },
    });
    for (const name of API_FUNCTIONS) {
      const made = new ProductFunction(this, {
        name,
        at,
        code,
        atOnce: AT_ONCE[name],
        environment: {
          ...engineVariables(place),
          SAFESTATS_ISSUER: signIn.issuer,
          SAFESTATS_CLIENT_ID: signIn.clientId,
          SAFESTATS_SITE_ORIGIN: signIn.siteOrigin,
          SAFESTATS_USER_POOL_ID: signIn.userPoolId,
          SAFESTATS_DELIVERY_QUEUE_URL: place.names.queueUrl('deliveries.fifo', place.region),
          SAFESTATS_DOWNLOAD_QUEUE_URL: place.names.queueUrl('downloads', place.region),
        },
      });
      this.#answer(name, made.function, gateway.apiId, authorizer.ref);
      if (name === 'api-admin')
        new LakeGrants(this, 'Grants', {
          place,
          to: name,
          grants: KEEPS_TABLES,
          grantable: false,
        }).node.addDependency(made);
    }
    this.#downloads(at, code);
  }

  #downloads(at: ResourcePlace, code: CodeSource): void {
    const { place } = this;
    const queue = new QueueWithDeadLetters(this, 'downloads-queue', {
      place,
      noun: 'downloads',
      keyArn: at.keys.operations,
      timeoutSeconds: FUNCTIONS.downloads.timeoutSeconds,
    });
    const writing = new ProductFunction(this, {
      name: 'downloads',
      at,
      code,
      environment: engineVariables(place),
    });
    workOff(this, 'FromDownloads', { from: queue.queue, to: writing.function, batch: 1, atOnce: 5 });
  }

  #answer(name: ApiFunction, answering: LambdaFunction, apiId: string, authorizerId: string): void {
    const integration = new CfnIntegration(this, `To-${name}`, {
      apiId,
      integrationType: 'AWS_PROXY',
      integrationUri: answering.functionArn,
      payloadFormatVersion: '2.0',
      timeoutInMillis: TIMEOUT_MS,
    });
    answering.addPermission('Gateway', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: `arn:aws:execute-api:${this.region}:${this.account}:${apiId}/*/*`,
    });
    for (const route of ROUTES_BY_FUNCTION[name]) this.#route(route, apiId, integration.ref, authorizerId);
  }

  #route(
    { operation, method, path, access }: RouteAddress,
    apiId: string,
    to: string,
    authorizerId: string,
  ): void {
    const route = new CfnRoute(this, operation, {
      apiId,
      routeKey: `${method} ${path}`,
      operationName: operation,
      target: `integrations/${to}`,
      ...(access === 'public' ? { authorizationType: 'NONE' } : { authorizationType: 'JWT', authorizerId }),
    });
    if (access === 'public') acknowledge(route, ['AwsSolutions-APIG4'], 'public operation');
  }
}
