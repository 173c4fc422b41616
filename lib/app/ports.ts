import type { EngineAccess, TableAccess } from '#core/access/engine-access.ts';
import type { Boundaries } from '#core/geo/boundaries.ts';
import type { GeographyHashes, Stage } from '#core/ingest/stage.ts';
import type { CoverageStatement, DeliveryStatement } from '#core/ingest/statement.ts';
import type { Step, StepTiming } from '#core/ingest/step.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { FileFault } from '#core/model/delivery.ts';
import type {
  DatasetId,
  DownloadId,
  ExecutionId,
  ManifestId,
  ProfileId,
  UserId,
  VersionId,
} from '#core/model/id.ts';
import type { ManifestPeriod, TableKind } from '#core/model/manifest.ts';
import type { Cell } from '#core/model/result.ts';
import type { SqlType, Statement } from '#core/sql/tree.ts';
import type { AuditAnchor } from './audit/anchor.ts';

/** Where and when a use case runs: everything that is not in its arguments. */
export type Clock = () => Date;

/** One item of the registry. `version` grows by one at each write; 0 = not there yet. At most 400 kB as JSON. */
export type RegistryItem<Value = unknown> = {
  readonly partition: string;
  readonly sort: string;
  readonly version: number;
  readonly value: Value;
};

/** A write that holds only if the item still has this version (0 = must not exist); null = whatever is there. */
export type RegistryWrite =
  | {
      readonly kind: 'put';
      readonly partition: string;
      readonly sort: string;
      readonly value: unknown;
      readonly expected: number | null;
    }
  | {
      readonly kind: 'delete';
      readonly partition: string;
      readonly sort: string;
      readonly expected: number | null;
    }
  | { readonly kind: 'check'; readonly partition: string; readonly sort: string; readonly expected: number };

/** The durable, transactional store of everything small. What is acknowledged survives `kill -9`. */
export interface Registry {
  /** The item, or null. Reads what was last written. */
  get<Value>(partition: string, sort: string): Promise<RegistryItem<Value> | null>;
  /** Items of a partition whose sort key starts with `prefix`, in UTF-8 order, at most `limit` (default 100). */
  list<Value>(
    partition: string,
    options?: {
      readonly prefix?: string;
      readonly after?: string;
      readonly limit?: number;
      readonly descending?: boolean;
    },
  ): Promise<readonly RegistryItem<Value>[]>;
  /** All or nothing, at most 100 writes and 4 MB. Fails with CONFLICT when a version is not the expected one. */
  transact(writes: readonly RegistryWrite[]): Promise<void>;
  /** Ends it when what was begun is written. */
  close(): Promise<void>;
}

/** Large, immutable or rarely changed things by key (`a/b/c`), each write a whole object. */
export interface ObjectStore {
  /** The object, or null. */
  get(key: string): Promise<Uint8Array | null>;
  /** Writes the whole object, atomically; with `ifAbsent`, fails with CONFLICT if the key is taken. */
  put(key: string, body: Uint8Array | string, options?: { readonly ifAbsent?: boolean }): Promise<void>;
  /** Writes from a stream, atomically: the object appears when the stream has ended. Returns bytes and sha256 (hex). */
  putStream(
    key: string,
    body: AsyncIterable<Uint8Array>,
  ): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** Reads the object in parts, from byte `start` to byte `end`, both included. Fails with NOT_FOUND. */
  read(key: string, options?: { readonly start?: number; readonly end?: number }): AsyncIterable<Uint8Array>;
  /** Size in bytes, or null. */
  size(key: string): Promise<number | null>;
  /** Keys under a prefix, in UTF-8 order. */
  list(prefix: string): Promise<readonly string[]>;
  /** Removes one object; absent is fine. */
  delete(key: string): Promise<void>;
  /** Removes every object under a prefix. */
  deleteAll(prefix: string): Promise<void>;
}

/** The last three are ends, and final. */
export type ExecutionState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** How an execution stands. */
export type ExecutionStatus = {
  readonly state: ExecutionState;
  /** 0…1, or null when the engine cannot tell. */
  readonly progress: number | null;
  readonly rowCount: number | null;
  readonly bytesScanned: number | null;
  readonly elapsedMs: number;
  /** For `failed`: safe to log, never to show. */
  readonly failure: string | null;
};

/** Rows `offset` … of a finished execution, by column, in the order of the statement. */
export type ExecutionPage = {
  readonly names: readonly string[];
  readonly columns: readonly (readonly Cell[])[];
};

/** Runs statements over published files. Admission (how many at once) is the engine's own. */
export interface QueryEngine {
  /**
   * Takes a statement on and returns at once. Whatever the statement says, the engine reads only what `access` lets it:
   * a dataset or column that is not there fails the execution, a row that the filter does not let through is not seen.
   */
  start(
    statement: Statement,
    options: { readonly timeoutMs: number; readonly access: EngineAccess },
  ): Promise<ExecutionId>;
  /** Waits at most `waitMs` for it to end. An execution that the engine no longer knows is NOT_FOUND. */
  status(id: ExecutionId, waitMs: number): Promise<ExecutionStatus>;
  /** Rows of a finished execution; NOT_FOUND when the engine has let it go (run the statement again). */
  page(id: ExecutionId, offset: number, count: number): Promise<ExecutionPage>;
  /** Ends it within two seconds, in the engine itself; already ended is fine. */
  cancel(id: ExecutionId): Promise<void>;
  /** Ends it and everything that it runs. */
  close(): Promise<void>;
}

/** One version of one period of one of a dataset's tables, as a manifest names it. */
export type TableVersion = Pick<ManifestPeriod, 'kind' | 'period' | 'v'>;

/**
 * Where an engine looks files up that does not get their keys: a table per dataset and kind, with a partition for each
 * version of each period. Nothing of it decides what is published: the pointer does.
 */
export interface TableCatalogue {
  /**
   * Makes a table with these columns, or adds those that it lacks, to its partitions too; columns that are no longer
   * named stay. The same again changes nothing. A column of another type than before is an error.
   */
  define(dataset: DatasetId, kind: TableKind, columns: Readonly<Record<string, SqlType>>): Promise<void>;
  /** Makes partitions; every reader finds them when it returns. Those that are there already stay as they are. */
  add(dataset: DatasetId, versions: readonly TableVersion[]): Promise<void>;
  /** Every partition that there is, of all kinds; none when there is no table. */
  list(dataset: DatasetId): Promise<readonly TableVersion[]>;
  /** Removes partitions, never files; absent is fine. */
  remove(dataset: DatasetId, versions: readonly TableVersion[]): Promise<void>;
}

/** What the law has recorded of an effect, and what its auditors look for. */
export type AuditAction =
  | 'collection'
  | 'alteration'
  | 'consultation'
  | 'disclosure'
  | 'combination'
  | 'erasure'
  | 'sign-in'
  | 'refusal'
  | 'administration'
  | 'audit-read';

/** One event: the intent before an effect, or its outcome. Never a record's content. */
export type AuditEvent = {
  readonly phase: 'intent' | 'outcome';
  readonly action: AuditAction;
  /** Pairs an outcome with its intent. */
  readonly effect: string;
  readonly who: string;
  readonly organisation: string | null;
  /** What it is done to, as a path: `query/<id>`, `user/<id>`, `profile/<id>`, `dataset/<id>`. */
  readonly object: string;
  /** The profile that it was done under. */
  readonly profile?: { readonly id: ProfileId; readonly version: number; readonly preview: boolean };
  readonly datasets?: readonly DatasetId[];
  readonly publications?: Readonly<Record<DatasetId, ManifestId>>;
  /** Who gets what is disclosed. */
  readonly recipients?: readonly string[];
  /** What they said that it is for, where policy asks. */
  readonly reason?: string;
  /** Records or groups given. */
  readonly rows?: number;
  /**
   * What people typed that could name a person (words, free text, shapes): the log stores it encrypted under a key of
   * its own, outside of what is sealed.
   */
  readonly personal?: Readonly<Record<string, unknown>>;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** Has downloads written elsewhere, each at least once: where a process is frozen once it has answered. */
export type DownloadQueue = {
  /** Returns when it is in the queue, not when the file is written. */
  submit(user: UserId, download: DownloadId): Promise<void>;
};

/** Where every effect is written down, before it and after it. */
export interface AuditLog {
  /** Durable when it returns; if it fails, the effect must not happen. */
  record(event: AuditEvent): Promise<void>;
}

/**
 * An identity provider that keeps sign-ins and passwords by itself, beside the registry. It says nothing of roles and
 * organisations; somebody whom it does not know is fine.
 */
export interface IdentityDirectory {
  /** Ends every sign-in: no refresh token of before counts any more. Access tokens are the registry's to refuse. */
  signOutEverywhere(user: UserId): Promise<void>;
  /** From now on nobody can sign in as this person. */
  disable(user: UserId): Promise<void>;
  enable(user: UserId): Promise<void>;
  /** Forgets the person, whose address may then ask for an account again. */
  remove(user: UserId): Promise<void>;
  /** Makes a sign-in for an address, which is told a first password by mail; returns its id, also when there is one already. */
  invite(email: string): Promise<UserId>;
}

/** What everything is built on; made once by a composition root. */
export type Platform = {
  readonly registry: Registry;
  readonly objects: ObjectStore;
  readonly engine: QueryEngine;
  /** Absent = the engine reads the files that a manifest names. */
  readonly tables?: TableCatalogue;
  readonly audit: AuditLog;
  /** Region whose chain of the audit this process records in; absent = one machine, whose chain is called `local`. */
  readonly region?: string;
  /** Where each head of the audit's chain is told as well; absent = nowhere. */
  readonly anchor?: AuditAnchor;
  /** Who writes downloads; absent = this process, beside whatever else it does. */
  readonly downloads?: DownloadQueue;
  /** Whether a `ProfileEnforcement` puts profiles in force after they are written; absent = they are at once. */
  readonly enforcesProfiles?: boolean;
  /** Absent where the identity provider reads the registry itself. */
  readonly identity?: IdentityDirectory;
  readonly clock: Clock;
  /** A new ulid; later ones sort after earlier ones. */
  readonly newId: () => string;
};

/** Told when a step of a delivery is done; what is done next waits for the promise. */
export type OnStep = (step: Step) => Promise<void>;

/** A source to be read, with all that decides what becomes of it. */
export type StageTask = {
  readonly definition: DatasetDefinition;
  readonly number: number;
  /** Object with the bytes as they were received. */
  readonly sourceKey: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  /** From the manifest beside the file. */
  readonly statement: DeliveryStatement | null;
  /** From the command or request that handed the file over. */
  readonly command: CoverageStatement | null;
  /** Faults found on receipt, to be told together with those of the file. */
  readonly knownFaults: readonly { readonly code: FileFault; readonly message: string }[];
  /** ISO instant after which nothing can have happened. */
  readonly now: string;
  /** Key of the object to write rows to; not there yet. */
  readonly rowsKey: string;
  readonly boundaries: readonly Boundaries[];
  readonly geography: GeographyHashes;
  /** Under which `record_key` is derived; never logged. */
  readonly recordSecret: string;
};

export type StageOutcome =
  | {
      readonly kind: 'refused';
      readonly layout: string | null;
      readonly faults: readonly { readonly code: FileFault; readonly message: string }[];
      readonly timings: readonly StepTiming[];
    }
  | { readonly kind: 'staged'; readonly stage: Stage; readonly timings: readonly StepTiming[] };

/** Staged rows to be located in other boundaries. */
export type RelocateTask = {
  readonly stage: Stage;
  /** Key of the object to write the located rows to; not there yet. */
  readonly rowsKey: string;
  readonly boundaries: readonly Boundaries[];
  readonly geography: GeographyHashes;
};

/** Years of a publication to be written. */
export type ComposeTask = {
  readonly definition: DatasetDefinition;
  /** Every delivery that counts, by number, all located in the same geography. */
  readonly stages: readonly Stage[];
  /** Years to write, `yyyy`. */
  readonly years: readonly string[];
  readonly version: VersionId;
  /** Delivery whose months and reused keys are to be counted; null = none. */
  readonly subject: number | null;
};

export type ComposeOutcome = {
  /** The years written; a year that no row is left in is absent. */
  readonly periods: readonly ManifestPeriod[];
  /** Delivery number → year → rows that are no duplicate, and of these the rows still in place. */
  readonly counts: Readonly<
    Record<number, Readonly<Record<string, { readonly accepted: number; readonly live: number }>>>
  >;
  /** Accepted rows of the subject per month (or year), and its rows whose key stands for other content elsewhere. */
  readonly byMonth: Readonly<Record<string, number>>;
  readonly keyReused: number;
  readonly timings: readonly StepTiming[];
};

/** Does the heavy work of deliveries, in a process of its own; objects that it writes appear whole or not at all. */
export interface DeliveryWorker {
  /** Reads, checks and locates a source; a file that is not what its dataset expects comes back `refused`. */
  stage(task: StageTask, onStep: OnStep): Promise<StageOutcome>;
  /** Locates staged rows again and writes them to another object. */
  relocate(task: RelocateTask): Promise<Stage>;
  /** Writes the given years of a publication; the same task gives the same rows. */
  compose(task: ComposeTask): Promise<ComposeOutcome>;
  /** Ends it; a task that is still at work after two seconds fails. */
  close(): Promise<void>;
}

/** Has received deliveries processed, each at least once, in the order of their numbers within a dataset. */
export interface DeliveryQueue {
  /** Returns when the delivery is in the queue, not when it is processed. */
  submit(dataset: DatasetId, number: number): Promise<void>;
}

/** Has deliveries taken back where deliveries are worked on, each at least once, in turn with the others of its dataset. */
export type WithdrawalQueue = {
  /** Returns when it is in the queue; it is done for that person, with the rights that they have then. */
  submit(dataset: DatasetId, number: number, by: UserId): Promise<void>;
};

/** What the ingest needs besides the platform. */
export type IngestPlatform = Platform & { readonly worker: DeliveryWorker; readonly queue: DeliveryQueue };

/** What a profile may read of one table, as the cloud itself is to hold it. */
export type EnforcedTable = TableAccess & { readonly dataset: DatasetId; readonly kind: TableKind };

/**
 * A profile as the cloud itself is to hold it. `active` reads its tables and nothing else; `suspended` reads nothing and
 * is kept; `retired` reads nothing and is gone but for the results of its statements; `removed`: those too.
 */
export type EnforcedProfile =
  | { readonly id: ProfileId; readonly state: 'active'; readonly tables: readonly EnforcedTable[] }
  | { readonly id: ProfileId; readonly state: 'suspended' | 'retired' | 'removed' };

/** Has the cloud itself hold what profiles show, in every region, whatever a statement says. */
export interface ProfileEnforcement {
  /** What is not as it should be of each of these profiles, in words; one that is in force is absent. Reads only. */
  inspect(profiles: readonly EnforcedProfile[]): Promise<ReadonlyMap<ProfileId, readonly string[]>>;
  /** What there is that belongs to none of these profiles or lets anybody past them, in words. Reads only. */
  strays(profiles: readonly ProfileId[]): Promise<readonly string[]>;
  /**
   * Makes it so and returns when it was seen to be so; what is so already is not touched, and what is to go is revoked
   * first. May be run again after any failure. Fails with UNAVAILABLE when it takes longer than it may.
   */
  apply(profile: EnforcedProfile): Promise<void>;
}
