/** Names in the order in which they are looked for: browsers pass for each other, the most particular comes first. */
const browsers: readonly (readonly [string, RegExp])[] = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|Chromium|CriOS|HeadlessChrome)\//],
  ['Safari', /\bSafari\//],
];
const systems: readonly (readonly [string, RegExp])[] = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(iPhone|iPad|iPod)\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b|\bMacintosh\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
];

/** What somebody signs in on, as coarse as will do to know one's own devices apart: `Firefox, Windows`. Null: nothing known in it. */
export function deviceOf(userAgent: string | undefined): string | null {
  const named = [browsers, systems].flatMap((kinds) => {
    const found = kinds.find(([, sign]) => sign.test(userAgent ?? ''));
    return found ? [found[0]] : [];
  });
  return named.length > 0 ? named.join(', ') : null;
}
