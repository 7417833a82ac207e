import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { InputRefused } from './input-refused.js';

/** Checks the shape of every argument; a refusal names its field from the argument on. */
@Injectable()
export class InputPipe extends ValidationPipe {
  constructor() {
    super({ transform: true, whitelist: true, exceptionFactory: (errors) => InputRefused.fromValidation(errors) });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      throw error instanceof InputRefused && metadata.data ? error.within(metadata.data) : error;
    }
  }
}
