import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLSchema,
} from 'graphql';
import { AppModule } from '../../src/app.module.js';
import { readConfig } from '../../src/config.js';
import { schemaOf, schemaText } from '../../src/graphql/schema.js';
import { openTestHouse, type TestHouse } from '../support/app.js';

/** Names of all types, fields, arguments and values that nobody has described. */
function undescribed(schema: GraphQLSchema): string[] {
  const found: string[] = [];
  const look = (name: string, { description }: { description?: string | null | undefined }) => {
    if (!description?.trim()) found.push(name);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue;
    if (!['Query', 'Mutation'].includes(type.name)) look(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) {
        look(`${type.name}.${field.name}`, field);
        for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument);
      }
  }
  return found;
}

describe('the schema', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  it('is the one that is committed (write it anew with: npm run schema)', () => {
    expect(readFileSync('docs/schema.graphql', 'utf8')).toBe(schemaText(house.schema));
  });

  it('is the same whether it is served or read from the rooms, as `npm run schema` does', async () => {
    const nowhere = { application: 'postgres://nowhere', jobs: 'postgres://nowhere', owner: null };
    const read = await schemaOf(AppModule.forRoot(readConfig({}), nowhere));
    expect(schemaText(read)).toBe(schemaText(house.schema));
  });

  it('describes every type, field, argument and value', () => {
    expect(undescribed(house.schema)).toEqual([]);
  });

  it('and what is not described is found', () => {
    const schema = buildSchema(`
      scalar Blank
      enum Colour { RED }
      input Wish { what: String }
      """ """ type Thing { name: Blank }
      type Query { thing(colour: Colour, wish: Wish): Thing }`);
    expect(undescribed(schema).sort()).toEqual(
      [
        'Blank',
        'Colour',
        'Colour.RED',
        'Query.thing',
        'Query.thing(colour)',
        'Query.thing(wish)',
        'Thing',
        'Thing.name',
        'Wish',
        'Wish.what',
      ].sort(),
    );
  });
});
