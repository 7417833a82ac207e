import type { Once } from './once.js';

/** Who may do what. Row security keeps organisations apart; this says what a role may do inside its own. */
export const roles = [
  'COUNSELLOR',
  'SUPERVISOR',
  'OFFICE_STAFF',
  'OFFICE_LEAD',
  'CAMPAIGN_STAFF',
  'ADMINISTRATOR',
  'DATA_PROTECTION_OFFICER',
  'OPERATOR',
] as const;

export type Role = (typeof roles)[number];

export const organisationKinds = ['PLATFORM', 'CARRIER', 'SERVICE', 'OFFICE', 'CAMPAIGN_TEAM'] as const;

export type OrganisationKind = (typeof organisationKinds)[number];

/** Which roles make sense in which kind of organisation; a carrier reads no cases, so it has no counsellors. */
export const rolesOf: { readonly [K in OrganisationKind]: readonly Role[] } = {
  PLATFORM: ['OPERATOR'],
  CARRIER: ['ADMINISTRATOR', 'DATA_PROTECTION_OFFICER'],
  SERVICE: ['COUNSELLOR', 'SUPERVISOR', 'ADMINISTRATOR'],
  OFFICE: ['OFFICE_STAFF', 'OFFICE_LEAD', 'ADMINISTRATOR', 'DATA_PROTECTION_OFFICER'],
  CAMPAIGN_TEAM: ['CAMPAIGN_STAFF', 'ADMINISTRATOR'],
};

/** Each permission with the roles that hold it. */
const holders = {
  'case:read': ['COUNSELLOR', 'SUPERVISOR'],
  'case:write': ['COUNSELLOR', 'SUPERVISOR'],
  'case:reassign': ['COUNSELLOR', 'SUPERVISOR'],
  'case:review': ['SUPERVISOR'],
  'case:import': ['SUPERVISOR', 'ADMINISTRATOR'],
  'case:handover': ['SUPERVISOR', 'ADMINISTRATOR'],
  'release:write': ['COUNSELLOR', 'SUPERVISOR'],
  'referral:send': ['COUNSELLOR', 'SUPERVISOR'],
  'referral:receive': ['OFFICE_STAFF', 'OFFICE_LEAD'],
  'referral:take-part': ['COUNSELLOR', 'SUPERVISOR', 'OFFICE_STAFF', 'OFFICE_LEAD'],
  'dossier:download': ['COUNSELLOR', 'SUPERVISOR', 'OFFICE_STAFF', 'OFFICE_LEAD'],
  'office:own': ['OFFICE_LEAD', 'ADMINISTRATOR'],
  'office:edit': ['OPERATOR'],
  'rules:edit': ['OPERATOR'],
  'structural:read': ['COUNSELLOR', 'SUPERVISOR', 'ADMINISTRATOR'],
  'structural:write': ['COUNSELLOR', 'SUPERVISOR'],
  'indicators:read': ['COUNSELLOR', 'SUPERVISOR'],
  'people:read': [
    'COUNSELLOR',
    'SUPERVISOR',
    'OFFICE_STAFF',
    'OFFICE_LEAD',
    'CAMPAIGN_STAFF',
    'ADMINISTRATOR',
    'DATA_PROTECTION_OFFICER',
    'OPERATOR',
  ],
  'people:manage': ['ADMINISTRATOR', 'OPERATOR'],
  'organisation:manage': ['ADMINISTRATOR', 'OPERATOR'],
  'jobs:operate': ['OPERATOR'],
  'audit:read': ['DATA_PROTECTION_OFFICER'],
  'privacy:settings': ['COUNSELLOR', 'SUPERVISOR', 'ADMINISTRATOR', 'DATA_PROTECTION_OFFICER'],
  'privacy:set': ['ADMINISTRATOR'],
  'case:hold': ['COUNSELLOR', 'SUPERVISOR'],
  'case:dispose': ['COUNSELLOR', 'SUPERVISOR'],
  'disposal:read': ['COUNSELLOR', 'SUPERVISOR', 'ADMINISTRATOR', 'DATA_PROTECTION_OFFICER'],
  // Needs to see numbers and days alone: so an administrator of the service can be the second person.
  'disposal:approve': ['SUPERVISOR', 'ADMINISTRATOR'],
  'disposal:withdraw': ['COUNSELLOR', 'SUPERVISOR', 'ADMINISTRATOR'],
  'signed-in': roles,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof holders;

export const permissions = Object.keys(holders) as Permission[];

/** The person on whose behalf something happens, as of this request; `personId` null = the house itself (a job). */
export interface Actor {
  readonly personId: string | null;
  readonly organisationId: string;
  /** The root of the organisation: its carrier, or itself. */
  readonly carrierId: string;
  readonly organisationKind: OrganisationKind;
  readonly roles: readonly Role[];
  /** Set for a mutation that came with a key: its transactions have one effect, however often it is sent. */
  readonly once?: Once;
}

/** The house acting inside one organisation: jobs. It holds no role, so no operation of the API is open to it. */
export const houseIn = (organisation: { id: string; carrierId: string; kind: OrganisationKind }): Actor => ({
  personId: null,
  organisationId: organisation.id,
  carrierId: organisation.carrierId,
  organisationKind: organisation.kind,
  roles: [],
});

export const may = (actor: Pick<Actor, 'roles'>, permission: Permission): boolean =>
  actor.roles.some((role) => (holders[permission] as readonly Role[]).includes(role));

/** The roles that hold a permission, for documentation and for the test that walks the matrix. */
export const holdersOf = (permission: Permission): readonly Role[] => holders[permission];

/** A role that reads cases, or what was released of them: whoever gives it away decides who knows of clients. */
export const readsContents = (role: Role): boolean =>
  may({ roles: [role] }, 'case:read') || may({ roles: [role] }, 'referral:receive');

/** A counsellor hands on her own cases; a supervisor anybody's of the service. */
export const mayReassign = (actor: Actor, kase: { readonly assigneeId: string | null }): boolean =>
  actor.roles.includes('SUPERVISOR') ||
  (actor.personId !== null && kase.assigneeId === actor.personId) ||
  kase.assigneeId === null;
