import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  paginateListRoles,
  type Role,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import { AppError } from '#core/model/error.ts';
import type { ProfileId } from '#core/model/id.ts';
import { isNamed } from './error-name.ts';
import type { Patience } from './patience.ts';

const TAG = 'profileId';
const SESSION_SECONDS = 3_600;

export type ProfileRoleOptions = {
  readonly iam: IAMClient;
  /** `arn:aws:iam::<account>:role/safestats/profile/ss-p-`, followed by the id of a profile. */
  readonly roleArnPrefix: string;
  readonly boundaryArn: string;
  /** Of the one policy that all of them have. */
  readonly policyArn: string;
  /** Who may assume them; `*` may stand in these. */
  readonly queryRoleArns: readonly string[];
  readonly patience: Patience;
};

/** The roles of profiles, which are of the whole account: what is in their names, boundary, policy and trust. */
export class ProfileRoles {
  readonly #iam: IAMClient;
  readonly #options: ProfileRoleOptions;
  readonly #path: string;
  readonly #namePrefix: string;

  constructor(options: ProfileRoleOptions) {
    const [, path, namePrefix] = /:role(\/(?:[^/]+\/)*)([^/]+)$/.exec(options.roleArnPrefix) ?? [];
    if (path === undefined || namePrefix === undefined)
      throw new Error(`not the beginning of a role's ARN: ${options.roleArnPrefix}`);
    this.#iam = options.iam;
    this.#options = options;
    this.#path = path;
    this.#namePrefix = namePrefix;
  }

  /** ARN of the role of a profile, whether it is there or not. */
  arn(id: ProfileId): string {
    return `${this.#options.roleArnPrefix}${id}`;
  }

  /** The profile whose role this ARN would be, or null. */
  profileOf(arn: string): ProfileId | null {
    const { roleArnPrefix } = this.#options;
    return arn.startsWith(roleArnPrefix) ? arn.slice(roleArnPrefix.length) : null;
  }

  /** The ids that the roles there are have in their names. */
  async list(): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const { Roles = [] } of paginateListRoles({ client: this.#iam }, { PathPrefix: this.#path }))
      ids.push(...Roles.flatMap(({ Arn = '' }) => this.profileOf(Arn) ?? []));
    return ids;
  }

  async exists(id: ProfileId): Promise<boolean> {
    return (await this.#read(id)) !== null;
  }

  /** What is not as it should be, in words. */
  async faults(id: ProfileId): Promise<readonly string[]> {
    const role = await this.#read(id);
    if (role === null) return ['its role is missing'];
    const { policyArn } = this.#options;
    const policies = await this.#policies(id);
    return [
      ...this.#foreign(role, policies),
      ...(isTagged(role, id) ? [] : ['its role does not name it']),
      ...(policies.includes(policyArn) ? [] : ['its role lacks the policy of all profiles']),
    ];
  }

  /** Makes the role, or what is missing of it. Fails with UNAVAILABLE for one that is not as this makes them. */
  async ensure(id: ProfileId): Promise<void> {
    const RoleName = this.#name(id);
    const { policyArn, patience } = this.#options;
    const role = await this.#read(id);
    const policies = role === null ? [] : await this.#policies(id);
    if (role === null) await this.#create(id);
    else await this.#setRight(id, role, policies);
    if (policies.includes(policyArn)) return;
    const attach = new AttachRolePolicyCommand({ RoleName, PolicyArn: policyArn });
    await patience.call(
      () => this.#iam.send(attach),
      (error) => isNamed(error, 'NoSuchEntityException'),
    );
  }

  /** Removes the role; absent is fine. Its grants must be gone: they would outlive it. */
  async remove(id: ProfileId): Promise<void> {
    if (!(await this.exists(id))) return;
    const RoleName = this.#name(id);
    const { policyArn, patience } = this.#options;
    if ((await this.#policies(id)).includes(policyArn))
      await this.#iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: policyArn }));
    await patience.call(() => this.#iam.send(new DeleteRoleCommand({ RoleName })));
  }

  async #create(id: ProfileId): Promise<void> {
    const { iam, boundaryArn, patience } = this.#options;
    const create = new CreateRoleCommand({
      Path: this.#path,
      RoleName: this.#name(id),
      Description: 'Reads what one profile shows',
      AssumeRolePolicyDocument: JSON.stringify(this.#trust()),
      PermissionsBoundary: boundaryArn,
      MaxSessionDuration: SESSION_SECONDS,
      Tags: [{ Key: TAG, Value: id }],
    });
    await patience.call(() => iam.send(create));
  }

  async #setRight(id: ProfileId, role: Role, policies: readonly string[]): Promise<void> {
    const [foreign] = this.#foreign(role, policies);
    if (foreign !== undefined)
      throw new AppError(
        'UNAVAILABLE',
        `the profile ${id} cannot be put in force: ${foreign}; an administrator of the account has to remove the role`,
      );
    if (isTagged(role, id)) return;
    const Tags = [{ Key: TAG, Value: id }];
    await this.#iam.send(new TagRoleCommand({ RoleName: this.#name(id), Tags }));
  }

  async #read(id: ProfileId): Promise<Role | null> {
    try {
      return (await this.#iam.send(new GetRoleCommand({ RoleName: this.#name(id) }))).Role ?? null;
    } catch (error) {
      if (isNamed(error, 'NoSuchEntityException')) return null;
      throw error;
    }
  }

  /** The managed policies of a role by ARN, and the names of those written into it. */
  async #policies(id: ProfileId): Promise<readonly string[]> {
    const client = this.#iam;
    const RoleName = this.#name(id);
    const found: string[] = [];
    for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName }))
      found.push(...(page.AttachedPolicies ?? []).map(({ PolicyArn = '' }) => PolicyArn));
    for await (const page of paginateListRolePolicies({ client }, { RoleName }))
      found.push(...(page.PolicyNames ?? []));
    return found;
  }

  /** What the provisioner may not change, so that a role that has it otherwise was made by somebody else. */
  #foreign(
    { Path, PermissionsBoundary, AssumeRolePolicyDocument = '' }: Role,
    policies: readonly string[],
  ): readonly string[] {
    const { boundaryArn, policyArn } = this.#options;
    const trust = parsedPolicy(AssumeRolePolicyDocument);
    return [
      ...(Path === this.#path ? [] : ['its role has another path']),
      ...(PermissionsBoundary?.PermissionsBoundaryArn === boundaryArn
        ? []
        : ['its role has another boundary']),
      ...(canonical(trust) === canonical(this.#trust()) ? [] : ['its role is trusted by others']),
      ...(policies.every((policy) => policy === policyArn) ? [] : ['its role has other policies']),
    ];
  }

  /**
   * IAM keeps a role that a trust policy names as its inner id, so that the role of a function that was made again would
   * be locked out, and the provisioner may not write trust policies: so the account is named, and the role as a condition.
   */
  #trust() {
    const [, partition, account] = /^arn:([^:]+):iam::(\d+):/.exec(this.#options.roleArnPrefix) ?? [];
    return {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'AskAsProfile',
          Effect: 'Allow',
          Principal: { AWS: `arn:${partition}:iam::${account}:root` },
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
          Condition: {
            ArnLike: { 'aws:PrincipalArn': [...this.#options.queryRoleArns].sort() },
            StringLike: { 'sts:SourceIdentity': '????????-????-*' },
          },
        },
      ],
    };
  }

  #name(id: ProfileId): string {
    return `${this.#namePrefix}${id}`;
  }
}

function isTagged({ Tags }: Role, id: ProfileId): boolean {
  return Tags?.some(({ Key, Value }) => Key === TAG && Value === id) ?? false;
}

function parsedPolicy(document: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(document));
  } catch {
    return null;
  }
}

/** JSON with the keys of every object in order, and lists of one as their item, as IAM may write either. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (Array.isArray(part)) return part.length === 1 ? part[0] : part;
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
