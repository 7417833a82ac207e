/**
 * Colours that people with a colour-vision deficiency can tell apart (Okabe and Ito 2008), dark enough for white paper; the yellow of the set is left out,
 * since it has too little contrast there. Patterns tell the same apart without colour.
 */
export const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#56B4E9', '#8B5A00', '#000000'] as const;

/** One hue from light to dark: for maps and heat maps, so that more is darker also in grey print. */
export const shades = ['#EFF3FB', '#C6DBEF', '#9ECAE1', '#6BAED6', '#3182BD', '#08519C'] as const;

export const ink = '#1B1B1B';
export const quiet = '#5A5A5A';
export const rule = '#D0D5DD';
/** What was withheld: grey, and hatched. */
export const blank = '#E4E4E4';
