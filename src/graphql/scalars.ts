import { GraphQLScalarType, Kind } from 'graphql';

const text = (value: unknown): string => {
  if (typeof value === 'string' && value.length <= 40) return value;
  throw new TypeError('A day is a text YYYY-MM-DD.');
};

/** A day without time and zone. Whether it exists is decided where the field is checked, so that the refusal names the field. */
export const CalendarDateScalar = new GraphQLScalarType({
  name: 'Date',
  description: 'A day in the civil calendar, ISO 8601 `YYYY-MM-DD`, without time and time zone.',
  serialize: text,
  parseValue: text,
  parseLiteral: (node) => (node.kind === Kind.STRING ? text(node.value) : text(null)),
});
