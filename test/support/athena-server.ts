import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import * as z from 'zod';

/** A whole result, as Athena would print it: every value text, null for NULL. */
export type AthenaRows = {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
};

/** Who asks: the profile whose role was assumed, and in whose name. */
export type AthenaSession = { readonly profile: string; readonly person: string };

/** One call that came in, in order. */
export type AthenaCall = {
  readonly action: string;
  readonly session: AthenaSession | null;
  readonly input: Readonly<Record<string, unknown>>;
};

export type AthenaServer = {
  readonly url: string;
  readonly calls: readonly AthenaCall[];
  /** Answers the next calls to Athena with an error. */
  readonly fail: (error: { readonly type: string; readonly message: string }, times: number) => void;
  /** Lets go of all results, as Athena does after a day. */
  readonly forgetResults: () => void;
  readonly close: () => Promise<void>;
};

type Execution = {
  readonly id: string;
  readonly session: AthenaSession;
  readonly workgroup: string;
  readonly sql: string;
  readonly submitted: number;
  readonly abort: AbortController;
  state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  completed: number | null;
  reason: string | null;
  result: AthenaRows | null;
};

const Start = z.object({
  QueryString: z.string().min(1).max(262_144),
  ClientRequestToken: z.string().min(32).max(128),
  WorkGroup: z.string(),
  ResultConfiguration: z.never().optional(),
});
const ById = z.object({ QueryExecutionId: z.string() });
const Results = ById.extend({
  NextToken: z.string().optional(),
  MaxResults: z.number().min(1).max(1_000).default(1_000),
});

class Refusal extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/**
 * Speaks what the product uses of the protocols of Athena (JSON 1.1) and STS (query), as far as it shows: who may see an
 * execution, tokens that were used before, pages that begin with a header. Signatures are not looked at.
 */
export async function startAthenaServer(options: {
  readonly rolePrefix: string;
  readonly workgroupPrefix: string;
  /** Whether the role of a profile is there. */
  readonly hasRole: (profile: string) => boolean;
  readonly run: (sql: string, session: AthenaSession, signal: AbortSignal) => Promise<AthenaRows>;
}): Promise<AthenaServer> {
  const sessions = new Map<string, AthenaSession>();
  const executions = new Map<string, Execution>();
  const tokens = new Map<string, string>();
  const calls: AthenaCall[] = [];
  const failures: { readonly type: string; readonly message: string }[] = [];

  function assumeRole(form: URLSearchParams): string {
    const profile = (form.get('RoleArn') ?? '').slice(options.rolePrefix.length);
    const person = form.get('SourceIdentity') ?? '';
    calls.push({ action: 'AssumeRole', session: null, input: Object.fromEntries(form) });
    if (form.get('RoleArn') !== `${options.rolePrefix}${profile}` || !options.hasRole(profile))
      throw new Refusal('AccessDenied', 'is not authorized to perform: sts:AssumeRole');
    if (person !== form.get('RoleSessionName')) throw new Refusal('AccessDenied', 'the names differ');
    const key = `ASIA${randomUUID().replaceAll('-', '').toUpperCase()}`;
    sessions.set(key, { profile, person });
    const expiration = new Date(Date.now() + Number(form.get('DurationSeconds')) * 1_000).toISOString();
    return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
  }

  function start(input: unknown, session: AthenaSession): object {
    const parsed = Start.safeParse(input);
    if (!parsed.success) throw new Refusal('InvalidRequestException', parsed.error.message);
    const { QueryString: sql, ClientRequestToken: token, WorkGroup: workgroup } = parsed.data;
    if (workgroup !== `${options.workgroupPrefix}${session.profile}`)
      throw new Refusal('AccessDeniedException', 'is not authorized to perform: athena:StartQueryExecution');
    const known = tokens.get(token);
    if (known !== undefined) return { QueryExecutionId: known };
    const execution: Execution = {
      ...{ id: randomUUID(), session, workgroup, sql, submitted: Date.now(), abort: new AbortController() },
      ...{ state: 'RUNNING', completed: null, reason: null, result: null },
    };
    tokens.set(token, execution.id);
    executions.set(execution.id, execution);
    void run(execution);
    return { QueryExecutionId: execution.id };
  }

  async function run(execution: Execution): Promise<void> {
    try {
      const result = await options.run(execution.sql, execution.session, execution.abort.signal);
      end(execution, 'SUCCEEDED', null);
      execution.result = result;
    } catch (error) {
      end(execution, 'FAILED', error instanceof Error ? error.message : String(error));
    }
  }

  function end(execution: Execution, state: Execution['state'], reason: string | null): void {
    if (execution.completed !== null) return;
    Object.assign(execution, { state, reason, completed: Date.now() });
  }

  /** An execution, for those of its workgroup. */
  function find(id: string, { profile }: AthenaSession): Execution {
    const execution = executions.get(id);
    if (execution === undefined)
      throw new Refusal('InvalidRequestException', `QueryExecution ${id} was not found`);
    if (execution.session.profile !== profile)
      throw new Refusal('AccessDeniedException', 'is not authorized to perform: athena:GetQueryExecution');
    return execution;
  }

  function describe(input: unknown, session: AthenaSession): object {
    const { id, sql, state, reason, submitted, completed, workgroup } = find(
      ById.parse(input).QueryExecutionId,
      session,
    );
    return {
      QueryExecution: {
        QueryExecutionId: id,
        Query: sql,
        WorkGroup: workgroup,
        Status: {
          State: state,
          SubmissionDateTime: submitted / 1_000,
          ...(completed === null ? {} : { CompletionDateTime: completed / 1_000 }),
          ...(reason === null ? {} : { StateChangeReason: reason }),
        },
        Statistics: { DataScannedInBytes: 1_024 },
      },
    };
  }

  function results(input: unknown, session: AthenaSession): object {
    const { QueryExecutionId, NextToken, MaxResults } = Results.parse(input);
    const { state, result } = find(QueryExecutionId, session);
    if (state !== 'SUCCEEDED')
      throw new Refusal('InvalidRequestException', `Query has not yet finished. Current state: ${state}`);
    if (result === null) throw new Refusal('InvalidRequestException', 'Could not find results');
    const header = NextToken === undefined ? [result.names] : [];
    const offset = Number(NextToken ?? 0);
    const end = offset + MaxResults - header.length;
    const rows = [...header, ...result.rows.slice(offset, end)];
    return {
      ResultSet: {
        ResultSetMetadata: {
          ColumnInfo: result.names.map((Name, at) => ({ Name, Type: result.types[at] })),
        },
        Rows: rows.map((row) => ({
          Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
        })),
      },
      ...(end < result.rows.length ? { NextToken: String(end) } : {}),
    };
  }

  function stop(input: unknown, session: AthenaSession): object {
    const execution = find(ById.parse(input).QueryExecutionId, session);
    end(execution, 'CANCELLED', 'Query was cancelled');
    execution.abort.abort();
    return {};
  }

  const actions: Readonly<Record<string, (input: unknown, session: AthenaSession) => object>> = {
    StartQueryExecution: start,
    GetQueryExecution: describe,
    GetQueryResults: results,
    StopQueryExecution: stop,
  };

  function answer(request: IncomingMessage, body: string): object {
    const action = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const session = sessions.get(key);
    const act = actions[action];
    if (session === undefined || act === undefined)
      throw new Refusal(
        'UnrecognizedClientException',
        'The security token included in the request is invalid',
      );
    const input: Record<string, unknown> = JSON.parse(body);
    calls.push({ action, session, input });
    const failure = failures.shift();
    if (failure !== undefined) throw new Refusal(failure.type, failure.message);
    return act(input, session);
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const isSts = request.headers['x-amz-target'] === undefined;
      try {
        if (isSts) response.setHeader('content-type', 'text/xml').end(assumeRole(new URLSearchParams(body)));
        else
          response
            .setHeader('content-type', 'application/x-amz-json-1.1')
            .end(JSON.stringify(answer(request, body)));
      } catch (error) {
        const [type, message] =
          error instanceof Refusal ? [error.type, error.message] : ['InternalServerException', String(error)];
        response.statusCode = isSts ? 403 : 400;
        response.end(
          isSts
            ? `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${type}</Code><Message>${message}</Message></Error></ErrorResponse>`
            : JSON.stringify({ __type: type, message }),
        );
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    fail: (error, times) => failures.push(...Array.from({ length: times }, () => error)),
    forgetResults: () => {
      for (const execution of executions.values()) execution.result = null;
    },
    close: async () => {
      for (const { abort } of executions.values()) abort.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
