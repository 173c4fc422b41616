import type { Role } from '../../api/types.ts';
import { Check, Field } from '../../form/field.tsx';
import { formatDay } from '../../format/number.ts';
import { useGrants } from '../hooks.ts';
import type { Decision } from '../types.ts';
import { ROLES } from './words.ts';

type Props = {
  readonly organisation: string;
  /** Agencies that the organisation may deliver for; null = not known here, so that they are typed. */
  readonly agencies: readonly string[] | null;
  readonly givable: readonly Role[];
  readonly decision: Decision;
  readonly onChange: (next: Decision) => void;
};

/** Roles, profile, its last day and agencies: what an administrator decides about a person. */
export function DecisionFields({ organisation, agencies, givable, decision, onChange }: Props) {
  const grants = useGrants(organisation);
  const offered = (grants.data?.items ?? []).filter(({ profile }) => profile.state === 'active');
  const known = offered.some(({ profile }) => profile.id === decision.profile);
  const grant = offered.find(({ profile }) => profile.id === decision.profile);
  const shown = [...new Set([...givable, ...decision.roles])];
  const toggle = <Item extends string>(list: readonly Item[], item: Item, on: boolean) =>
    on ? [...list, item] : list.filter((other) => other !== item);
  return (
    <>
      <fieldset className="choices">
        <legend>Roles</legend>
        {shown.map((role) => (
          <Check
            key={role}
            checked={decision.roles.includes(role)}
            disabled={!givable.includes(role)}
            label={
              <>
                <b>{ROLES[role].name}</b> <span className="hint">{ROLES[role].does}</span>
              </>
            }
            onChange={(on) => onChange({ ...decision, roles: toggle(decision.roles, role, on) })}
          />
        ))}
      </fieldset>
      {decision.roles.includes('supplier') && agencies !== null && (
        <fieldset className="choices">
          <legend>Delivers for</legend>
          {[...new Set([...agencies, ...decision.agencies])].map((agency) => (
            <Check
              key={agency}
              checked={decision.agencies.includes(agency)}
              label={agency}
              onChange={(on) => onChange({ ...decision, agencies: toggle(decision.agencies, agency, on) })}
            />
          ))}
          {agencies.length === 0 && decision.agencies.length === 0 && (
            <p className="hint">The organisation is no supplier: a Super Admin can give it agencies.</p>
          )}
        </fieldset>
      )}
      <div className="two">
        <Field
          label="Profile"
          hint={
            offered.length === 0 && grants.data !== undefined
              ? 'None has been granted to this organisation.'
              : 'Decides which records, fields and places are shown.'
          }
        >
          {(control) => (
            <select
              {...control}
              value={decision.profile ?? ''}
              onChange={(event) =>
                onChange({
                  ...decision,
                  profile: event.target.value === '' ? null : event.target.value,
                  ...(event.target.value === '' ? { profileUntil: null } : {}),
                })
              }
            >
              <option value="">None: sees no records</option>
              {offered.map(({ profile }) => (
                <option key={profile.id} value={profile.id}>
                  {profile.title}
                </option>
              ))}
              {decision.profile !== null && !known && (
                <option value={decision.profile}>{decision.profile} (no longer granted)</option>
              )}
            </select>
          )}
        </Field>
        <Field
          label="Until"
          hint={
            grant === undefined || grant.until === null
              ? 'Last day. Empty = no end.'
              : `Last day. The organisation has it until ${formatDay(grant.until)}.`
          }
        >
          {(control) => (
            <input
              {...control}
              type="date"
              disabled={decision.profile === null}
              value={decision.profileUntil ?? ''}
              max={grant?.until ?? undefined}
              onChange={(event) =>
                onChange({ ...decision, profileUntil: event.target.value === '' ? null : event.target.value })
              }
            />
          )}
        </Field>
      </div>
    </>
  );
}
