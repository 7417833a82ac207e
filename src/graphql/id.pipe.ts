import { Injectable, NotFoundException, type PipeTransform } from '@nestjs/common';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id of something: a malformed one gets the same answer as a foreign or a random one. */
@Injectable()
export class IdPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (typeof value !== 'string' || !uuid.test(value)) throw new NotFoundException();
    return value.toLowerCase();
  }
}
