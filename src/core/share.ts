/** What is known of a count: published bounds; `upper` null says nothing. */
export interface Bounded {
  readonly value: number | null;
  readonly lower: number;
  readonly upper: number | null;
}

/** A part of the whole with what it is at least and at most; `value` is null where one of the two numbers says nothing. */
export interface Share {
  readonly value: number | null;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The share of a part in a whole that contains it, from their published values and bounds alone (P10), in parts of `scale` (100: whole per cent). The least is as
 * little of the part as possible in the largest whole, the most the other way round; a part has no more than its whole, whatever the rounding of the two says. The
 * bounds are rounded outwards: to the nearest, they could leave the true share out.
 */
export function shareOf(part: Bounded, whole: Bounded, scale: number): Share {
  const value = part.value === null || !whole.value ? null : Math.min(scale, (scale * part.value) / whole.value);
  const lower = whole.upper ? Math.min(scale, Math.floor((scale * part.lower) / whole.upper)) : 0;
  const upper =
    part.upper === null || whole.lower === 0 ? scale : Math.min(scale, Math.ceil((scale * part.upper) / whole.lower));
  return { value: value === null ? null : Math.round(value), lower, upper };
}
