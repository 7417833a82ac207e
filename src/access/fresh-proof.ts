import { ForbiddenException } from '@nestjs/common';

export const FRESH_PROOF_MINUTES = Symbol('fresh proof minutes');

/** The session is fine, the proof behind it too old: give one (`POST /session/proof`), then ask again. */
export class FreshProofRequired extends ForbiddenException {
  constructor() {
    super({ code: 'FRESH_PROOF_REQUIRED' });
  }
}
