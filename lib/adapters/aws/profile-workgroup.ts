import {
  type AthenaClient,
  CreateWorkGroupCommand,
  DeleteWorkGroupCommand,
  GetWorkGroupCommand,
  paginateListQueryExecutions,
  StopQueryExecutionCommand,
  UpdateWorkGroupCommand,
  type WorkGroup,
} from '@aws-sdk/client-athena';
import type { ProfileId } from '#core/model/id.ts';
import { isNamed } from './error-name.ts';
import type { Patience } from './patience.ts';

const ENGINE = 'Athena engine version 3';
/** Statements that an account may have queued and running in a region. */
const MOST_RUNNING = 200;

export type ProfileWorkgroupOptions = {
  readonly athena: AthenaClient;
  /** `ss-`, followed by the id of a profile. */
  readonly workgroupPrefix: string;
  /** Of the key in this region that encrypts results. */
  readonly resultsKeyArn: string;
  /** A statement that scans more ends; at least 10 MB. */
  readonly bytesScannedLimit: number;
  readonly patience: Patience;
};

/** The workgroups of profiles in one region: each enforces its own configuration and keeps results itself, encrypted. */
export class ProfileWorkgroups {
  readonly #options: ProfileWorkgroupOptions;

  constructor(options: ProfileWorkgroupOptions) {
    this.#options = options;
  }

  async exists(id: ProfileId): Promise<boolean> {
    return (await this.#read(id)) !== null;
  }

  /** What is not as it should be, in words. */
  async faults(id: ProfileId): Promise<readonly string[]> {
    const workgroup = await this.#read(id);
    return workgroup === null ? ['its workgroup is missing'] : this.#differences(workgroup);
  }

  /** Makes the workgroup, or sets right what differs. */
  async ensure(id: ProfileId): Promise<void> {
    const { athena, patience } = this.#options;
    if (!(await this.exists(id))) await this.#create(id);
    const workgroup = await this.#read(id);
    if (workgroup === null || this.#differences(workgroup).length === 0) return;
    const { ManagedQueryResultsConfiguration, ...plain } = this.#configuration();
    const elsewhere = workgroup.Configuration?.ResultConfiguration?.OutputLocation !== undefined;
    await patience.call(() =>
      athena.send(
        new UpdateWorkGroupCommand({
          WorkGroup: this.#name(id),
          State: 'ENABLED',
          ConfigurationUpdates: {
            ...plain,
            ManagedQueryResultsConfigurationUpdates: ManagedQueryResultsConfiguration,
            ...(elsewhere ? { ResultConfigurationUpdates: { RemoveOutputLocation: true } } : {}),
          },
        }),
      ),
    );
  }

  /** Stops what is running under a profile: of the newest statements, more than Athena runs at once. */
  async stop(id: ProfileId): Promise<void> {
    const { athena, patience } = this.#options;
    if (!(await this.exists(id))) return;
    const WorkGroup = this.#name(id);
    const newest: string[] = [];
    const config = { client: athena, pageSize: 50 };
    for await (const { QueryExecutionIds = [] } of paginateListQueryExecutions(config, { WorkGroup })) {
      newest.push(...QueryExecutionIds);
      if (newest.length >= MOST_RUNNING) break;
    }
    for (const QueryExecutionId of newest.slice(0, MOST_RUNNING))
      await patience.call(() => athena.send(new StopQueryExecutionCommand({ QueryExecutionId })));
  }

  /** Removes the workgroup with the results that it keeps; absent is fine. */
  async remove(id: ProfileId): Promise<void> {
    const { athena, patience } = this.#options;
    if (!(await this.exists(id))) return;
    await patience.call(() =>
      athena.send(new DeleteWorkGroupCommand({ WorkGroup: this.#name(id), RecursiveDeleteOption: true })),
    );
  }

  async #create(id: ProfileId): Promise<void> {
    const { athena, patience } = this.#options;
    try {
      await patience.call(() =>
        athena.send(
          new CreateWorkGroupCommand({
            Name: this.#name(id),
            Description: 'Statements under one profile',
            Configuration: this.#configuration(),
          }),
        ),
      );
    } catch (error) {
      if (!(isNamed(error, 'InvalidRequestException') && /already (exists|created)/i.test(error.message)))
        throw error;
    }
  }

  async #read(id: ProfileId): Promise<WorkGroup | null> {
    try {
      const { athena } = this.#options;
      return (await athena.send(new GetWorkGroupCommand({ WorkGroup: this.#name(id) }))).WorkGroup ?? null;
    } catch (error) {
      if (isNamed(error, 'InvalidRequestException') && /not found/i.test(error.message)) return null;
      throw error;
    }
  }

  #configuration() {
    const { bytesScannedLimit, resultsKeyArn } = this.#options;
    return {
      EnforceWorkGroupConfiguration: true,
      ManagedQueryResultsConfiguration: {
        Enabled: true,
        EncryptionConfiguration: { KmsKey: resultsKeyArn },
      },
      BytesScannedCutoffPerQuery: bytesScannedLimit,
      PublishCloudWatchMetricsEnabled: true,
      EngineVersion: { SelectedEngineVersion: ENGINE },
    };
  }

  #differences({ State, Configuration }: WorkGroup): readonly string[] {
    const { bytesScannedLimit, resultsKeyArn } = this.#options;
    const results = Configuration?.ManagedQueryResultsConfiguration;
    const faults: readonly (readonly [boolean, string])[] = [
      [State !== 'ENABLED', 'its workgroup is disabled'],
      [Configuration?.EnforceWorkGroupConfiguration !== true, 'its workgroup does not enforce its settings'],
      [results?.Enabled !== true, 'its workgroup does not keep results itself'],
      [
        results?.EncryptionConfiguration?.KmsKey !== resultsKeyArn,
        'its workgroup encrypts results under another key',
      ],
      [
        (Configuration?.ResultConfiguration?.OutputLocation ?? '') !== '',
        'its workgroup writes results to a bucket',
      ],
      [
        Configuration?.BytesScannedCutoffPerQuery !== bytesScannedLimit,
        'its workgroup has another limit of bytes',
      ],
      [
        Configuration?.EngineVersion?.SelectedEngineVersion !== ENGINE,
        'its workgroup has another version of the engine',
      ],
    ];
    return faults.flatMap(([differs, fault]) => (differs ? [fault] : []));
  }

  #name(id: ProfileId): string {
    return `${this.#options.workgroupPrefix}${id}`;
  }
}
