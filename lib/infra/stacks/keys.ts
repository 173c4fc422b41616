import { Duration } from 'aws-cdk-lib';
import { CfnAlias, CfnKey, CfnReplicaKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type KeyPurpose, keyPolicy } from '../constructs/key-policy.ts';
import { type Place, PlacedStack } from '../place.ts';

/** ARNs of the keys that are used in one region. */
export type KeyArns = Readonly<Record<KeyPurpose, string>>;

const PENDING_DAYS = Duration.days(30).toDays();
/** These have the same id in both regions, so that what is replicated can be read there. */
const MULTI_REGION = ['data', 'audit'] as const;

/** The keys of a region: multi-region ones for what is replicated, and one of its own for what is not. */
export class KeysStack extends PlacedStack {
  readonly arns: KeyArns;
  readonly #ids: Readonly<Record<(typeof MULTI_REGION)[number], string>>;

  /** `primary` is absent for the primary region, whose keys the others copy. */
  constructor(scope: Construct, place: Place, primary?: KeysStack) {
    super(scope, 'keys', place, { stateful: true, description: 'SafeStats: keys' });
    const made = (purpose: (typeof MULTI_REGION)[number]) =>
      primary === undefined ? this.#key(purpose, true) : this.#replica(purpose, primary.arns[purpose]);
    const data = made('data');
    const audit = made('audit');
    const operations = this.#key('operations', false);
    this.arns = { data: data.arn, audit: audit.arn, operations: operations.arn };
    this.#ids = { data: data.id, audit: audit.id };
  }

  /** ARN of the copy of a multi-region key in another region. */
  arnIn(region: string, purpose: (typeof MULTI_REGION)[number]): string {
    return `arn:aws:kms:${region}:${this.place.settings.account}:key/${this.#ids[purpose]}`;
  }

  #key(purpose: KeyPurpose, multiRegion: boolean): { readonly arn: string; readonly id: string } {
    const key = new CfnKey(this, `Key${purpose}`, {
      description: `SafeStats ${this.place.settings.env}: ${purpose}`,
      keyPolicy: keyPolicy(purpose, this.place),
      enableKeyRotation: true,
      multiRegion,
      pendingWindowInDays: PENDING_DAYS,
    });
    key.applyRemovalPolicy(this.place.environment.removal);
    this.#alias(purpose, key.ref);
    return { arn: key.attrArn, id: key.ref };
  }

  #replica(purpose: KeyPurpose, primaryKeyArn: string): { readonly arn: string; readonly id: string } {
    const key = new CfnReplicaKey(this, `Key${purpose}`, {
      description: `SafeStats ${this.place.settings.env}: ${purpose}`,
      keyPolicy: keyPolicy(purpose, this.place),
      primaryKeyArn,
      pendingWindowInDays: PENDING_DAYS,
    });
    key.applyRemovalPolicy(this.place.environment.removal);
    this.#alias(purpose, key.ref);
    return { arn: key.attrArn, id: key.ref };
  }

  #alias(purpose: KeyPurpose, targetKeyId: string): void {
    new CfnAlias(this, `Alias${purpose}`, {
      aliasName: `alias/${this.place.names.of(purpose)}`,
      targetKeyId,
    });
  }
}
