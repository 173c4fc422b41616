import { CfnApi, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { logGroup } from '../constructs/log-group.ts';
import { type Place, PlacedStack } from '../place.ts';
import type { KeysStack } from './keys.ts';

/** Requests a second of everybody together; people have limits of their own, which the API counts. */
const STEADY_RATE = 200;
const BURST = 400;

/** Names the operation, never the path: the address of a download is a secret. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  sourceIp: '$context.identity.sourceIp',
  user: '$context.authorizer.claims.sub',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
};

/** The HTTP API of a region: its address exists before the site, sign-in and functions that are told it. */
export class GatewayStack extends PlacedStack {
  readonly apiId: string;

  constructor(scope: Construct, place: Place, keys: KeysStack) {
    super(scope, 'gateway', place, { stateful: false, description: 'SafeStats: HTTP API' });
    const api = new CfnApi(this, 'Api', {
      name: place.names.of('api'),
      protocolType: 'HTTP',
      description: 'SafeStats',
    });
    const log = logGroup(this, 'AccessLog', {
      place,
      name: `/aws/apigateway/${place.names.of('api')}`,
      keyArn: keys.arns.operations,
    });
    new CfnStage(this, 'Stage', {
      apiId: api.ref,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: log.logGroupArn, format: JSON.stringify(ACCESS_LOG) },
      defaultRouteSettings: {
        throttlingRateLimit: STEADY_RATE,
        throttlingBurstLimit: BURST,
      },
    });
    this.apiId = api.ref;
  }

  /** Host that the API answers under. */
  get host(): string {
    return `${this.apiId}.execute-api.${this.place.region}.amazonaws.com`;
  }
}
