import * as z from 'zod';
import { ROLES } from '#app/caller.ts';
import type { PersonView } from '#app/people/person-view.ts';
import { CAME_BY, USER_STATES } from '#app/people.ts';
import { etagOf } from '../precondition.ts';

export const OrganisationIdSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'use the id of an organisation: lower case letters, digits and hyphens',
  )
  .max(40);
export const PersonIdSchema = z.string().regex(/^[\w-]{1,80}$/, 'use the id of a person');
export const CursorSchema = z.string().max(2_000);
export const NamedSchema = z.object({ id: z.string(), name: z.string() });
export const AdministratorsSchema = z
  .array(
    z.object({
      name: z.string(),
      email: z.string().nullable().describe('Null = they do not share it'),
    }),
  )
  .readonly();
export const EtagSchema = z.string().describe('For If-Match of the next change');

const AgencySchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'use the id of an agency, as in mps');
const DaySchema = z.iso.date('use a day, as in 2026-12-31');

/** What an administrator may give; what is absent stays. */
export const ASSIGNMENT = {
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length).optional(),
  agencies: z.array(AgencySchema).max(50).optional().describe('For suppliers: those of the organisation'),
  profile: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'use the id of a profile, as in borough-counts')
    .nullable()
    .optional()
    .describe('One that the organisation was granted; null = none'),
  profileUntil: DaySchema.nullable().optional().describe('Its last day; null = no end'),
};

export const AssignmentSchema = z.strictObject(ASSIGNMENT).meta({ id: 'Assignment' });

export const PersonSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    phone: z.string().nullable(),
    organisation: NamedSchema,
    roles: z.array(z.enum(ROLES)),
    agencies: z.array(z.string()),
    state: z.enum(USER_STATES),
    disabledWhy: z.string().nullable().describe('Null when it is not disabled'),
    profile: z.object({ id: z.string(), title: z.string() }).nullable(),
    profileUntil: z.string().nullable().describe('Last day of the profile; null = no end'),
    createdAt: z.string(),
    lastSignInAt: z.string().nullable(),
    cameBy: z.enum(CAME_BY),
    etag: EtagSchema,
  })
  .meta({ id: 'Person' });

export function personBody({ version, ...person }: PersonView) {
  return { ...person, etag: etagOf(version) };
}
