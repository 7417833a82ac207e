import { applyDecorators } from '@nestjs/common';
import { Field, ID, Int, type ReturnTypeFunc } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  isEmail,
  IsInt,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import { hasPasswordLength } from '../core/password.js';
import { CalendarDateScalar } from './scalars.js';

/** An input field: its shape is checked at the border, what it means is decided in `core`. Optional = may be left out or null. */
interface Options {
  readonly description: string;
  readonly optional?: boolean;
}

const said = (
  code: string,
  values?: Record<string, string | number>,
): { context: { code: string; values?: Record<string, string | number> } } => ({
  context: values ? { code, values } : { code },
});

const field = (type: ReturnTypeFunc, { description, optional }: Options): PropertyDecorator =>
  applyDecorators(
    Field(type, { description, nullable: optional ?? false }),
    ...(optional ? [ValidateIf((_, value) => value !== undefined && value !== null)] : []),
  );

/** NUL cannot be stored, and no person types it. Unpaired surrogates cannot be encoded. */
const storable = /^(?:(?![\u0000\uD800-\uDFFF])[\s\S]|[\uD800-\uDBFF][\uDC00-\uDFFF])*$/;

/** Not `Matches`: of two constraints with one name on a field only the last says why. Without a message the context is lost. */
const isSaid = ValidateBy(
  {
    name: 'isSaid',
    validator: {
      validate: (value) => typeof value === 'string' && /\S/.test(value),
      defaultMessage: () => 'must not be blank',
    },
  },
  said('REQUIRED'),
);

/** Free text, at most `max` characters. Required texts hold at least one character that is not blank. */
export const TextInput = (options: Options & { readonly max: number }): PropertyDecorator =>
  applyDecorators(
    field(() => String, options),
    IsString(said('REQUIRED')),
    ...(options.optional ? [] : [isSaid]),
    Matches(storable, said('INVALID_CHARACTER')),
    MaxLength(options.max, said('TOO_LONG', { max: options.max })),
  );

/** A code of a vocabulary; which codes there are is asked of the codebook in `core`. */
export const CodeInput = (options: Options): PropertyDecorator =>
  applyDecorators(
    field(() => String, options),
    IsString(said('REQUIRED')),
    Matches(/^[\w-]{1,60}$/, said('INVALID_FORMAT', { expected: 'CODE' })),
  );

/** Codes, at most 40 of them. */
export const CodesInput = (options: Options): PropertyDecorator =>
  applyDecorators(
    field(() => [String], options),
    IsArray(said('REQUIRED')),
    ArrayMaxSize(40, said('TOO_MANY', { max: 40 })),
    Matches(/^[\w-]{1,60}$/, { each: true, ...said('INVALID_FORMAT', { expected: 'CODE' }) }),
  );

/** Free texts, at most `most` of them with at most `max` characters each. */
export const TextsInput = (options: Options & { readonly max: number; readonly most: number }): PropertyDecorator =>
  applyDecorators(
    field(() => [String], options),
    IsArray(said('REQUIRED')),
    ArrayMaxSize(options.most, said('TOO_MANY', { max: options.most })),
    IsString({ each: true, ...said('REQUIRED') }),
    Matches(storable, { each: true, ...said('INVALID_CHARACTER') }),
    MaxLength(options.max, { each: true, ...said('TOO_LONG', { max: options.max }) }),
  );

/** A day `YYYY-MM-DD`; whether it exists and makes sense is decided in `core`. */
export const DayInput = (options: Options): PropertyDecorator =>
  applyDecorators(
    field(() => CalendarDateScalar, options),
    Matches(/^\d{4}-\d{2}-\d{2}$/, said('INVALID_FORMAT', { expected: 'YYYY-MM-DD' })),
  );

export const IdInput = (options: Options): PropertyDecorator =>
  applyDecorators(
    field(() => ID, options),
    IsUUID('all', said('INVALID_FORMAT', { expected: 'UUID' })),
  );

/** The library's check throws on half a surrogate pair. */
const isAddress = (given: unknown): boolean => typeof given === 'string' && given.isWellFormed() && isEmail(given);

export const EmailInput = (options: Options): PropertyDecorator =>
  applyDecorators(
    field(() => String, options),
    MaxLength(254, said('TOO_LONG', { max: 254 })),
    ValidateBy(
      { name: 'email', validator: { validate: isAddress } },
      said('INVALID_FORMAT', { expected: 'name@example.org' }),
    ),
  );

export const BooleanInput = (options: Options): PropertyDecorator =>
  applyDecorators(
    field(() => Boolean, options),
    IsBoolean(said('REQUIRED')),
  );

export const NumberInput = (options: Options & { readonly min: number; readonly max: number }): PropertyDecorator =>
  applyDecorators(
    field(() => Int, options),
    IsInt(said('INVALID_FORMAT', { expected: '1, 2, 3 …' })),
    Min(options.min, said('OUT_OF_RANGE', { min: options.min, max: options.max })),
    Max(options.max, said('OUT_OF_RANGE', { min: options.min, max: options.max })),
  );

/** A secret that is never trimmed or shortened: 8 to 128 characters of any kind. */
export const PasswordInput = (options: Options): PropertyDecorator =>
  applyDecorators(
    field(() => String, options),
    ValidateBy(
      { name: 'password', validator: { validate: hasPasswordLength, defaultMessage: () => 'length' } },
      said('PASSWORD_LENGTH'),
    ),
  );

/** An input object inside another. */
export const NestedInput = (type: () => new () => object, options: Options): PropertyDecorator =>
  applyDecorators(field(type, options), ValidateNested(), Type(type));

/** A list of input objects, at most `max`. */
export const NestedInputs = (
  type: () => new () => object,
  options: Options & { readonly max: number },
): PropertyDecorator =>
  applyDecorators(
    field(() => [type()], options),
    IsArray(said('REQUIRED')),
    ArrayMaxSize(options.max, said('TOO_MANY', { max: options.max })),
    ValidateNested({ each: true }),
    Type(type),
  );
