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
  'story:write': ['COUNSELLOR', 'SUPERVISOR'],
  'story:sign-off': ['COUNSELLOR', 'SUPERVISOR'],
  'pool:read': ['CAMPAIGN_STAFF'],
  'indicators:read': ['COUNSELLOR', 'SUPERVISOR'],
  // Preparing, approving and withdrawing: two people of a campaign team. No scope of a token contains it: it takes a person who is there.
  'statistics:release': ['CAMPAIGN_STAFF'],
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
  // Cannot be taken back. In person alone: no scope of a token contains it.
  'people:forget': ['ADMINISTRATOR'],
  // Whose word decides who somebody is. In person alone: no scope of a token contains it.
  'sign-in:manage': ['ADMINISTRATOR'],
  'jobs:operate': ['OPERATOR'],
  'audit:read': ['DATA_PROTECTION_OFFICER'],
  'privacy:settings': ['COUNSELLOR', 'SUPERVISOR', 'ADMINISTRATOR', 'DATA_PROTECTION_OFFICER'],
  'privacy:set': ['ADMINISTRATOR'],
  'case:hold': ['COUNSELLOR', 'SUPERVISOR'],
  'case:dispose': ['COUNSELLOR', 'SUPERVISOR'],
  'disposal:read': ['COUNSELLOR', 'SUPERVISOR', 'ADMINISTRATOR', 'DATA_PROTECTION_OFFICER'],
  'access:answer': ['COUNSELLOR', 'SUPERVISOR'],
  'access:track': ['COUNSELLOR', 'SUPERVISOR', 'DATA_PROTECTION_OFFICER'],
  'access:look': ['DATA_PROTECTION_OFFICER'],
  // Needs to see numbers and days alone: so an administrator of the service can be the second person.
  'disposal:approve': ['SUPERVISOR', 'ADMINISTRATOR'],
  'disposal:withdraw': ['COUNSELLOR', 'SUPERVISOR', 'ADMINISTRATOR'],
  'signed-in': roles,
  // One's own account: password, factors, sessions, tokens. In person alone: no scope of a token contains it.
  'account:own': roles,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof holders;

export const permissions = Object.keys(holders) as Permission[];

/**
 * What a token of a program may do at most, each scope with its permissions, the one that it is about first. A permission that stands in none of them is closed to
 * every token: it takes a person who is there.
 */
export const scopes = {
  'cases:read': ['case:read', 'people:read', 'indicators:read', 'structural:read'],
  'cases:write': ['case:write', 'case:read', 'case:reassign', 'release:write', 'structural:read', 'structural:write'],
  'cases:review': ['case:review', 'case:read'],
  'cases:import': ['case:import'],
  'referrals:send': ['referral:send', 'case:read', 'release:write', 'referral:take-part', 'dossier:download'],
  'referrals:receive': ['referral:receive', 'referral:take-part', 'dossier:download'],
  'offices:own': ['office:own'],
  'offices:edit': ['office:edit'],
  'statistics:read': ['indicators:read'],
  'people:read': ['people:read'],
  'people:manage': ['people:manage', 'people:read', 'organisation:manage'],
  'rules:edit': ['rules:edit'],
  'jobs:operate': ['jobs:operate'],
  'audit:read': ['audit:read'],
  // Opens no permission: other operations than those of the shipped client are answered, too.
  'operations:any': [],
} as const satisfies Record<string, readonly Permission[]>;

export type Scope = keyof typeof scopes;

export const scopeNames = Object.keys(scopes) as readonly Scope[];

/** Every token may ask who it is and read what is the same for all. */
const ofEveryToken: readonly Permission[] = ['signed-in'];

/** The API token by which a request came. */
export interface UsedToken {
  readonly id: string;
  readonly scopes: readonly Scope[];
}

/** Whether a token's scopes contain a permission; whether its person holds it is another question, and both must be answered yes. */
export const isWithinScopes = (held: readonly Scope[], permission: Permission): boolean =>
  ofEveryToken.includes(permission) ||
  held.some((scope) => (scopes[scope] as readonly Permission[]).includes(permission));

/** That a session holds, and whose it is, until the database says so in the transaction that relies on it. */
export interface Assumption {
  /** SHA-256 of the session's token. */
  readonly tokenHash: Uint8Array;
  /** Null while nobody has asked. */
  holds: boolean | null;
}

/** The person on whose behalf something happens, as of this request; `personId` null = the house itself (a job). */
export interface Actor {
  readonly personId: string | null;
  readonly organisationId: string;
  /** The root of the organisation: its carrier, or itself. */
  readonly carrierId: string;
  readonly organisationKind: OrganisationKind;
  readonly roles: readonly Role[];
  /** Set when a program asks with a token of that person: then no more than its scopes contain. */
  readonly token?: UsedToken;
  /** Set for a mutation that came with a key: its transactions have one effect, however often it is sent. */
  readonly once?: Once;
  /** Set where this was not asked for this request, but remembered from one before: whoever answers must have asked (decision 14). */
  readonly assumed?: Assumption;
}

/** The house acting inside one organisation: jobs. It holds no role, so no operation of the API is open to it. */
export const houseIn = (organisation: { id: string; carrierId: string; kind: OrganisationKind }): Actor => ({
  personId: null,
  organisationId: organisation.id,
  carrierId: organisation.carrierId,
  organisationKind: organisation.kind,
  roles: [],
});

/** Whether somebody may do this now: by role, and where a token speaks for the person, by its scopes too. */
export const may = (actor: Pick<Actor, 'roles' | 'token'>, permission: Permission): boolean =>
  holds(actor.roles, permission) && (!actor.token || isWithinScopes(actor.token.scopes, permission));

/** Whether one of the roles holds a permission. */
export const holds = (held: readonly Role[], permission: Permission): boolean =>
  held.some((role) => (holders[permission] as readonly Role[]).includes(role));

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
