import { Offices } from '../../src/offices/offices.service.js';
import type { TestHouse } from './app.js';
import type { Someone, TestOrganisation } from './world.js';

/** The directory and the rules that ship with the product, as a founded platform has them. */
export async function seedOffices(house: TestHouse): Promise<void> {
  await house.world.platform();
  await house.app.get(Offices, { strict: false }).storeShipped();
}

/** The id of a shipped office, such as `lads-rlp`. */
export async function officeId(someone: Someone, key: string): Promise<string> {
  const { offices } = await someone.does<{ offices: { id: string; key: string }[] }>('{ offices { id key } }');
  const found = offices.find((office) => office.key === key);
  if (!found) throw new Error(`There is no office ${key}.`);
  return found.id;
}

/** Gives a shipped office its inbox, and gives back the organisation that has it. */
export async function connectOffice(house: TestHouse, key: string): Promise<TestOrganisation> {
  const [operator, organisation] = [await house.world.operator(), await house.world.office(`Stelle ${key}`)];
  const { connectOffice: answer } = await operator.does<{ connectOffice: { takesPart?: boolean } }>(
    `mutation ($officeId: ID!, $organisationId: ID!) { connectOffice(officeId: $officeId, organisationId: $organisationId) { ... on Office { takesPart } ... on Refusal { code field } } }`,
    { officeId: await officeId(operator, key), organisationId: organisation.id },
  );
  if (!answer.takesPart) throw new Error(`Not connected: ${JSON.stringify(answer)}`);
  return organisation;
}
