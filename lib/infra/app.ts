import type { App } from 'aws-cdk-lib';
import type { CodeSource } from './constructs/function.ts';
import { type Place, type PlacedStack, placeOf } from './place.ts';
import type { ResourcePlace } from './policies/resources.ts';
import type { Settings } from './settings.ts';
import { ApiStack, type SignIn } from './stacks/api.ts';
import { CatalogueStack } from './stacks/catalogue.ts';
import { ContentStack, type SiteSource } from './stacks/content.ts';
import { EdgeStack } from './stacks/edge.ts';
import { FoundationStack } from './stacks/foundation.ts';
import { GatewayStack } from './stacks/gateway.ts';
import { GrantsStack } from './stacks/grants.ts';
import { IdentityStack } from './stacks/identity.ts';
import { IngestStack } from './stacks/ingest.ts';
import { KeysStack } from './stacks/keys.ts';
import { LakeStack } from './stacks/lake.ts';
import { ObservabilityStack } from './stacks/observability.ts';
import { ProvisionerStack } from './stacks/provisioner.ts';
import { RegistryStack } from './stacks/registry.ts';
import { SchedulesStack } from './stacks/schedules.ts';
import { SiteStack } from './stacks/site.ts';
import { WatchStack } from './stacks/watch.ts';

/** What is built before stacks are made. */
export type Builds = { readonly code: CodeSource; readonly site: SiteSource };

/** Every stack, in the order in which an operator deploys them: each after what it needs. */
export function safestatsStacks(
  app: App,
  settings: Settings,
  { code, site }: Builds,
): readonly PlacedStack[] {
  const [primary, second, edge] = (['primary', 'second', 'edge'] as const).map((part) =>
    placeOf(settings, part),
  ) as [Place, Place, Place];

  const keys = new KeysStack(app, primary);
  const secondKeys = new KeysStack(app, second, keys);
  const firewall = new EdgeStack(app, edge);
  const gateway = new GatewayStack(app, primary, keys);
  const secondGateway = new GatewayStack(app, second, secondKeys);
  const distribution = new SiteStack(
    app,
    edge,
    firewall,
    settings.active === 'primary' ? gateway : secondGateway,
  );
  const secondFoundation = new FoundationStack(app, second, secondKeys);
  const foundation = new FoundationStack(app, primary, keys);
  const secondLake = new LakeStack(app, second, secondKeys, [distribution.origin]);
  const lake = new LakeStack(app, primary, keys, [distribution.origin]);
  const registry = new RegistryStack(app, primary, keys);
  const catalogue = new CatalogueStack(app, primary, keys);
  const secondCatalogue = new CatalogueStack(app, second, secondKeys);

  const at = {
    place: primary,
    keys: keys.arns,
    anchorKeyArn: keys.arnIn(second.region, 'audit'),
    streamArn: registry.streamArn,
  };
  const secondAt = {
    place: second,
    keys: secondKeys.arns,
    anchorKeyArn: secondKeys.arnIn(primary.region, 'audit'),
    streamArn: null,
  };
  const identity = new IdentityStack(app, primary, { at, code, siteOrigin: distribution.origin });
  const { userPoolId, userPoolArn, clientId, issuer } = identity;
  const signIn: SignIn = { issuer, clientId, userPoolId, siteOrigin: distribution.origin };
  const resultsKeyArns = [keys.arns.data, keys.arnIn(second.region, 'data')];
  const secondResultsKeyArns = [secondKeys.arnIn(primary.region, 'data'), secondKeys.arns.data];

  const working = (place: Place, resources: ResourcePlace, api: GatewayStack, results: readonly string[]) => {
    const ingest = new IngestStack(app, place, { at: resources, code });
    const schedules = new SchedulesStack(app, place, { at: resources, code, userPoolId });
    needs(schedules, ingest);
    return [
      ingest,
      new ApiStack(app, place, { at: resources, code, gateway: api, signIn }),
      schedules,
      new ProvisionerStack(app, place, { at: resources, code, resultsKeyArns: results }),
    ] as const;
  };
  const first = working(primary, { ...at, userPoolArn }, gateway, resultsKeyArns);
  const standby = working(second, { ...secondAt, userPoolArn }, secondGateway, secondResultsKeyArns);
  const grants = [new GrantsStack(app, primary), new GrantsStack(app, second)];
  const page = { site, distribution, issuer, clientId };
  const contents = [
    new ContentStack(app, second, {
      ...page,
      keyArn: secondKeys.arns.data,
      operationsKeyArn: secondKeys.arns.operations,
    }),
    new ContentStack(app, primary, {
      ...page,
      keyArn: keys.arns.data,
      operationsKeyArn: keys.arns.operations,
    }),
  ];
  const watching = [
    new ObservabilityStack(app, primary, { keys, gateway }),
    new ObservabilityStack(app, second, { keys: secondKeys, gateway: secondGateway }),
    new WatchStack(app, edge, { primary: gateway.host, second: secondGateway.host }),
  ];

  const order = [
    keys,
    secondKeys,
    firewall,
    gateway,
    secondGateway,
    distribution,
    secondFoundation,
    foundation,
    secondLake,
    lake,
    registry,
    catalogue,
    secondCatalogue,
    identity,
    ...first,
    ...standby,
    ...grants,
    ...contents,
    ...watching,
  ];
  needs(foundation, secondFoundation);
  needs(secondLake, secondFoundation);
  needs(lake, foundation, secondLake);
  needs(catalogue, lake);
  needs(secondCatalogue, secondLake);
  needs(identity, registry);
  for (const stack of first) needs(stack, catalogue, registry, identity);
  for (const stack of standby) needs(stack, secondCatalogue, registry, identity);
  for (const stack of grants) needs(stack, ...first, ...standby);
  for (const stack of contents) needs(stack, secondLake, lake, identity);
  for (const stack of watching) needs(stack, ...first, ...standby);
  return order;
}

function needs(stack: PlacedStack, ...before: readonly PlacedStack[]): void {
  for (const one of before) stack.addStackDependency(one);
}
