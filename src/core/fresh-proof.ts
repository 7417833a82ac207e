/** A proof of who somebody is, so and so many minutes old at most, before what cannot be taken back. */
export const isFresh = (provenAt: Date | null, now: Date, minutes: number): boolean =>
  provenAt !== null && now.getTime() - provenAt.getTime() <= minutes * 60_000;
