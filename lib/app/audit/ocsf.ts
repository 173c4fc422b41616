import type { FoundEvent } from './chain.ts';

/** The version of the Open Cybersecurity Schema Framework that events are told in. */
export const OCSF_VERSION = '1.3.0';

/** An event in that schema; what has no place in it is under `unmapped`. */
export type OcsfEvent = Readonly<Record<string, unknown>> & {
  readonly class_uid: number;
  readonly activity_id: number;
};

type Class = {
  readonly class_uid: number;
  readonly activity_id: number;
  readonly more: Readonly<Record<string, unknown>>;
};

const [ASSIGN, REVOKE] = [1, 2];
const LOGON = 1;
const LOGOFF = 2;
const PRODUCT = { name: 'SafeStats', vendor_name: 'SafeStats' };
const API = { name: 'SafeStats' };
const INFORMATIONAL = 1;
const LOW = 2;
const MEDIUM = 3;
const [STATUS_UNKNOWN, SUCCESS, FAILURE] = [0, 1, 2];
const OTHER = 99;

/** What is done to an account → activity of the class Account Change. */
const ACCOUNT_CHANGES: Readonly<Record<string, number>> = {
  'sign-up': 1,
  acceptance: 1,
  approval: 2,
  enablement: 2,
  password: 3,
  disablement: 5,
  rejection: 6,
};
/** What the audit does with data → activity of the class Datastore Activity. */
const DATA_ACTIVITIES: Readonly<Record<string, number>> = {
  consultation: 4,
  combination: 4,
  disclosure: 1,
  collection: 5,
  alteration: 2,
  erasure: 7,
};

/**
 * An event for a SIEM. Sign-ins are Authentication, what is done to accounts Account Change, to what a person may see User
 * Access Management, with records Datastore Activity; everything else is API Activity.
 */
export function ocsfOf(event: FoundEvent): OcsfEvent {
  const { class_uid, activity_id, more } = classOf(event);
  return {
    class_uid,
    category_uid: Math.floor(class_uid / 1_000),
    activity_id,
    type_uid: class_uid * 100 + activity_id,
    time: Date.parse(event.at),
    severity_id: severityOf(event),
    status_id: statusOf(event),
    ...(event.rows === undefined ? {} : { count: event.rows }),
    metadata: {
      version: OCSF_VERSION,
      product: PRODUCT,
      uid: `${event.shard}/${event.sequence}`,
      correlation_uid: event.effect,
      original_time: event.at,
      event_code: `${event.action}.${event.phase}`,
    },
    actor: { user: userOf(event.who, event.organisation) },
    src_endpoint: { uid: event.shard, svc_name: 'SafeStats' },
    ...more,
    unmapped: {
      object: event.object,
      ...pick(event, ['profile', 'datasets', 'publications', 'recipients', 'reason']),
      detail: event.detail,
      link: event.link,
      sealed: event.sealed,
    },
  };
}

function classOf(event: FoundEvent): Class {
  const { action, who, organisation, detail, object, datasets = [] } = event;
  const about = object.startsWith('user/') ? object.slice('user/'.length) : who;
  const user = userOf(about, about === who ? organisation : null);
  const change = String(detail['change'] ?? '');
  if (action === 'sign-in' || (action === 'refusal' && object.startsWith('sign-in')))
    return {
      class_uid: 3002,
      activity_id: object === 'sign-out' ? LOGOFF : LOGON,
      more: { user: userOf(who, organisation), service: { name: 'SafeStats' } },
    };
  const activity = DATA_ACTIVITIES[action];
  if (activity !== undefined)
    return {
      class_uid: 6005,
      activity_id: activity,
      more: { database: { name: datasets.join(', ') || object, type: 'datasets' }, type_id: 1 },
    };
  if (action === 'administration' && object.startsWith('user/')) {
    const known = ACCOUNT_CHANGES[change];
    const [before, after] = [privilegesOf(detail['before']), privilegesOf(detail['after'])];
    if (known !== undefined || before.join() === after.join())
      return { class_uid: 3001, activity_id: known ?? OTHER, more: { user } };
    const gained = after.some((one) => !before.includes(one));
    return {
      class_uid: 3005,
      activity_id: gained ? ASSIGN : REVOKE,
      more: { user, privileges: gained ? after : before },
    };
  }
  return { class_uid: 6003, activity_id: apiActivity(event), more: apiOf(event) };
}

/** Roles, agencies and profile of what is told of an account before or after a change. */
function privilegesOf(account: unknown): readonly string[] {
  if (typeof account !== 'object' || account === null) return [];
  return Object.entries(account).flatMap(([name, value]: [string, unknown]) => {
    if (name !== 'roles' && name !== 'agencies' && name !== 'profile') return [];
    return [value].flat().flatMap((one) => (typeof one === 'string' ? [`${name}/${one}`] : []));
  });
}

function apiOf({ action, detail, object }: FoundEvent) {
  const operation = object.startsWith('operation/') ? object.slice('operation/'.length) : action;
  const code = detail['code'];
  return {
    api: {
      operation,
      service: API,
      ...(typeof code === 'string' ? { response: { error: code } } : {}),
    },
    resources: [{ name: object }],
  };
}

function apiActivity({ action, detail }: FoundEvent): number {
  const byMethod: Readonly<Record<string, number>> = { POST: 1, GET: 2, PUT: 3, PATCH: 3, DELETE: 4 };
  return action === 'audit-read' ? 2 : (byMethod[String(detail['method'])] ?? 3);
}

function userOf(id: string, organisation: string | null) {
  return { uid: id, ...(organisation === null ? {} : { org: { uid: organisation } }) };
}

function statusOf(event: FoundEvent): number {
  if (event.phase === 'intent') return STATUS_UNKNOWN;
  return hasFailed(event) ? FAILURE : SUCCESS;
}

function severityOf(event: FoundEvent): number {
  if (event.action === 'refusal') return MEDIUM;
  return hasFailed(event) ? LOW : INFORMATIONAL;
}

function hasFailed({ action, detail }: FoundEvent): boolean {
  return action === 'refusal' || detail['done'] === false || detail['state'] === 'failed';
}

function pick(from: object, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}
