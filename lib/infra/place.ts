import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENVIRONMENTS, type Environment } from './environments.ts';
import { Names } from './names.ts';
import type { Settings } from './settings.ts';

/** Where CloudFront's certificates and firewalls must be. */
export const EDGE_REGION = 'us-east-1';

/** One region of a deployment. */
export type Place = {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly names: Names;
  readonly region: string;
  /** The other of the two that hold the data. */
  readonly otherRegion: string;
  readonly part: 'primary' | 'second' | 'edge';
  /** Whether the site talks to it and its schedules run. */
  readonly active: boolean;
};

/** The region of a part. */
export function placeOf(settings: Settings, part: Place['part']): Place {
  const { primaryRegion, secondRegion } = settings;
  return {
    settings,
    environment: ENVIRONMENTS[settings.env],
    names: new Names(settings),
    region: part === 'primary' ? primaryRegion : part === 'second' ? secondRegion : EDGE_REGION,
    otherRegion: part === 'second' ? primaryRegion : secondRegion,
    part,
    active: settings.active === part,
  };
}

/** One stack of one region, named `safestats-<env>-<name>`; what is stateful cannot be deleted in production. */
export class PlacedStack extends Stack {
  readonly place: Place;

  constructor(
    scope: Construct,
    name: string,
    place: Place,
    props: { readonly stateful: boolean } & Pick<StackProps, 'description'>,
  ) {
    super(scope, `${name}-${place.part}`, {
      stackName: place.names.of(name),
      env: { account: place.settings.account, region: place.region },
      ...(props.description === undefined ? {} : { description: props.description }),
      terminationProtection: props.stateful && place.environment.protect,
    });
    this.place = place;
    for (const [key, value] of [
      ['product', 'safestats'],
      ['environment', place.settings.env],
    ] as const)
      Tags.of(this).add(key, value, { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] });
  }
}
