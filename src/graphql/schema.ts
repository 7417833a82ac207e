import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import type { DynamicModule, Type } from '@nestjs/common';

/** The schema of a house as text, in the order in which it is committed. */
export const schemaText = (schema: GraphQLSchema): string => `${printSchema(lexicographicSortSchema(schema))}\n`;

/** The schema that a house would serve: built from its rooms alone, so that no database is needed to read it. */
export async function schemaOf(house: DynamicModule): Promise<GraphQLSchema> {
  const builder = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: ['error'] });
  try {
    return await builder.get(GraphQLSchemaFactory).create(classesOf(house));
  } finally {
    await builder.close();
  }
}

/** All classes that the rooms provide; which of them are resolvers, the library knows. */
function classesOf(house: unknown): Type[] {
  const rooms = new Set<unknown>();
  const classes = new Set<Type>();
  const visit = (room: unknown): void => {
    if (rooms.has(room)) return;
    rooms.add(room);
    for (const provider of listOf(room, 'providers')) if (isClass(provider)) classes.add(provider);
    for (const imported of listOf(room, 'imports')) visit(imported);
    if (isDynamic(room)) visit(room.module);
  };
  visit(house);
  return [...classes];
}

const isClass = (value: unknown): value is Type => typeof value === 'function';

const isDynamic = (room: unknown): room is DynamicModule =>
  typeof room === 'object' && room !== null && 'module' in room;

function listOf(room: unknown, what: 'providers' | 'imports'): unknown[] {
  if (isDynamic(room)) return (room[what] ?? []) as unknown[];
  return isClass(room) ? ((Reflect.getMetadata(what, room) ?? []) as unknown[]) : [];
}
