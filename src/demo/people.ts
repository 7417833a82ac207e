import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import type { Actor, OrganisationKind, Role } from '../core/access.js';
import type { Result } from '../core/result.js';
import { Invitations } from '../identity/invitations.service.js';
import { Organisations } from '../identity/organisations.service.js';
import { hashToken } from '../identity/secrets.js';
import { Sessions } from '../identity/sessions.service.js';

/** One password for all invented accounts: it opens nothing but this demonstration. */
export const DEMO_PASSWORD = 'beistand-demo';

export interface DemoPerson {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

interface DemoOrganisation {
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly shortName: string;
  readonly people: readonly DemoPerson[];
  readonly services?: readonly DemoOrganisation[];
  /** Key of the entry in the directory of offices whose inbox this is. */
  readonly officeKey?: string;
}

const person = (email: string, name: string, ...roles: Role[]): DemoPerson => ({
  email: `${email}@demo.example`,
  name,
  roles,
});

/** Invented: no carrier, office or person of these names exists. */
export const demoOrganisations: readonly DemoOrganisation[] = [
  {
    kind: 'CARRIER',
    name: 'Musterverband Rhein-Mosel',
    shortName: 'MRM',
    people: [
      person('verwaltung.mrm', 'Vera Verwaltung', 'ADMINISTRATOR'),
      person('datenschutz.mrm', 'Dora Datenschutz', 'DATA_PROTECTION_OFFICER'),
    ],
    services: [
      {
        kind: 'SERVICE',
        name: 'Migrationsfachdienst Nord',
        shortName: 'NORD',
        people: [
          person('beratung.nord', 'Berit Beispiel', 'COUNSELLOR'),
          person('beratung2.nord', 'Mehmet Muster', 'COUNSELLOR'),
          person('leitung.nord', 'Lena Leitung', 'SUPERVISOR'),
        ],
      },
      {
        kind: 'SERVICE',
        name: 'Migrationsfachdienst Mosel',
        shortName: 'MOSEL',
        people: [
          person('beratung.mosel', 'Karim Beispiel', 'COUNSELLOR'),
          person('leitung.mosel', 'Ines Muster', 'SUPERVISOR'),
        ],
      },
    ],
  },
  {
    kind: 'CARRIER',
    name: 'Beispielwerk Pfalz',
    shortName: 'BWP',
    people: [person('verwaltung.bwp', 'Paul Pfalz', 'ADMINISTRATOR')],
    services: [
      {
        kind: 'SERVICE',
        name: 'Migrationsfachdienst Süd',
        shortName: 'SUED',
        people: [
          person('beratung.sued', 'Svetlana Süd', 'COUNSELLOR'),
          person('leitung.sued', 'Georg Grund', 'SUPERVISOR'),
        ],
      },
    ],
  },
  {
    kind: 'OFFICE',
    name: 'Landesantidiskriminierungsstelle (Demo)',
    shortName: 'LADS',
    officeKey: 'lads-rlp',
    people: [
      person('verwaltung.land', 'Anke Amt', 'ADMINISTRATOR'),
      person('stelle.land', 'Stefanie Stelle', 'OFFICE_STAFF'),
      person('leitung.land', 'Ludger Land', 'OFFICE_LEAD'),
    ],
  },
  {
    kind: 'CAMPAIGN_TEAM',
    name: 'Kampagne „Gleiche Tür“ (Demo)',
    shortName: 'KAMP',
    people: [
      person('kampagne', 'Kaya Kampagne', 'CAMPAIGN_STAFF'),
      person('kampagne2', 'Kim Kampagne', 'CAMPAIGN_STAFF'), // a release of statistics takes two
    ],
  },
];

export const OPERATOR: DemoPerson = person('betrieb', 'Olga Betrieb', 'OPERATOR');

/** Founds the platform and everything on it, by the same steps as in life: invitation, acceptance, sign-in. Null: it is there already. */
export async function foundOrganisations(
  app: INestApplicationContext,
  connectOffice: (operator: Actor, officeKey: string, organisationId: string) => Promise<void>,
): Promise<Actor | null> {
  const invitations = app.get(Invitations, { strict: false });
  const organisations = app.get(Organisations, { strict: false });
  const sessions = app.get(Sessions, { strict: false });

  const signIn = async ({ email }: DemoPerson): Promise<Actor> => {
    const actor = await sessions.check(email, DEMO_PASSWORD);
    if (!actor) throw new Error(`The demonstration's account ${email} cannot sign in.`);
    return actor;
  };
  const admit = async (inviter: Actor, organisationId: string, { email, name, roles }: DemoPerson): Promise<void> => {
    const invitation = granted(await invitations.invite(inviter, { organisationId, email, roles }));
    const { token } = await invitations.renew(inviter, invitation.id);
    granted(await invitations.accept(token, { name, password: DEMO_PASSWORD, language: 'de' }));
  };
  const found = async (founder: Actor, wanted: DemoOrganisation): Promise<string> => {
    const { id } = granted(await organisations.create(founder, wanted));
    const [first, ...others] = wanted.people;
    if (first) await admit(founder, id, first);
    // The platform admits who manages; whoever reads what clients entrusted is admitted by their own house.
    const host = first?.roles.includes('ADMINISTRATOR') ? await signIn(first) : founder;
    for (const each of others) await admit(host, id, each);
    return id;
  };

  const token = randomBytes(32).toString('base64url');
  if (!(await organisations.foundPlatform('Beistand (Demo)', OPERATOR.email, hashToken(token)))) return null;
  granted(await invitations.accept(token, { name: OPERATOR.name, password: DEMO_PASSWORD, language: 'de' }));
  const operator = await signIn(OPERATOR);
  for (const wanted of demoOrganisations) {
    const id = await found(operator, wanted);
    const [administrator] = wanted.people;
    if (wanted.services && administrator) {
      const carrier = await signIn(administrator);
      for (const service of wanted.services) await found(carrier, service);
    }
    if (wanted.officeKey) await connectOffice(operator, wanted.officeKey, id);
  }
  return operator;
}

function granted<T>(outcome: Result<T>): T {
  if (!outcome.ok)
    throw new Error(
      `The demonstration was refused: ${outcome.problems.map(({ code, field }) => `${code} ${field ?? ''}`).join(', ')}`,
    );
  return outcome.value;
}
