import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Column, DataSource, Entity, PrimaryColumn, type ColumnType, type EntityMetadata } from 'typeorm';
import { openTestHouse, type TestHouse } from '../support/app.js';

/** Columns that no entity shows, each with its reason. */
const unseen: Readonly<Record<string, string>> = {
  'api_token.token_hash': 'only the function that lets programs in may read it',
  'person.password_hash': 'only the function that signs in may read it',
};

interface Real {
  readonly type: string;
  readonly nullable: boolean;
}

/** The catalogue's name of a type of TypeORM's. */
const nameOf = (type: ColumnType, isArray: boolean): string => {
  const names: Readonly<Record<string, string>> = {
    timestamptz: 'timestamp with time zone',
    int: 'integer',
    bool: 'boolean',
  };
  const said = typeof type === 'function' ? type.name : type;
  return (names[said] ?? said) + (isArray ? '[]' : '');
};

const shapeOf = (type: string, nullable: boolean): string => `${type}${nullable ? '' : ' not null'}`;

/** Every difference between what an entity says of its table and what the catalogue says. */
function drift(
  entities: readonly EntityMetadata[],
  catalogue: ReadonlyMap<string, ReadonlyMap<string, Real>>,
): string[] {
  return entities.flatMap(({ tableName, columns }) => {
    const table = catalogue.get(tableName);
    if (!table) return [`${tableName}: there is no such table`];
    const wrong = columns.flatMap(({ databaseName, type, isArray, isNullable }) => {
      const real = table.get(databaseName);
      if (!real) return [`${tableName}.${databaseName}: there is no such column`];
      const [said, is] = [shapeOf(nameOf(type, isArray), isNullable), shapeOf(real.type, real.nullable)];
      return said === is ? [] : [`${tableName}.${databaseName}: said ${said}, is ${is}`];
    });
    const known = new Set(columns.map(({ databaseName }) => databaseName));
    const missing = [...table.keys()].filter((name) => !known.has(name) && !(`${tableName}.${name}` in unseen));
    return [...wrong, ...missing.map((name) => `${tableName}.${name}: the entity does not know it`)];
  });
}

@Entity('person')
class Drifted {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('integer')
  name!: number;

  @Column('text')
  phone!: string;

  @Column('text')
  roles!: string;

  @Column('text', { name: 'nickname', nullable: true })
  nickname!: string | null;
}

@Entity('nothing')
class Lost {
  @PrimaryColumn('uuid')
  id!: string;
}

describe('an entity and its table', () => {
  let house: TestHouse;
  let catalogue: Map<string, Map<string, Real>>;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    const { rows } = await house.database.query<Real & { table: string; column: string }>(
      `select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type, not a.attnotnull as nullable
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
    );
    catalogue = new Map();
    for (const { table, column, ...real } of rows)
      catalogue.set(table, (catalogue.get(table) ?? new Map<string, Real>()).set(column, real));
  });
  afterAll(() => house.close());

  it('say the same', () => {
    const { entityMetadatas } = house.app.get(DataSource, { strict: false });
    expect(entityMetadatas.length).toBeGreaterThan(3);
    expect(drift(entityMetadatas, catalogue)).toEqual([]);
  });

  it('and what no entity shows is still there', () => {
    for (const name of Object.keys(unseen)) {
      const [table = '', column = ''] = name.split('.');
      expect([name, catalogue.get(table)?.has(column)]).toEqual([name, true]);
    }
  });

  it('and a difference is found: a type, a null, an array, a column too many, one too few, a table', async () => {
    const source = new DataSource({ type: 'postgres', entities: [Drifted, Lost] });
    await (source as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas();
    const found = drift(source.entityMetadatas, catalogue);
    expect(found).toEqual(
      expect.arrayContaining([
        'person.name: said integer not null, is text not null',
        'person.phone: said text not null, is text',
        'person.roles: said text not null, is text[] not null',
        'person.nickname: there is no such column',
        'person.email: the entity does not know it',
        'nothing: there is no such table',
      ]),
    );
  });
});
