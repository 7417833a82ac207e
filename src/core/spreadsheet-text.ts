/**
 * A text that no spreadsheet takes for a formula, even when the sheet is saved as CSV later: such a beginning gets an
 * apostrophe (OWASP ASVS 5.0, 1.2.10).
 */
export const inertText = (text: string): string => (/^[=+\-@\t\0]/.test(text) ? `'${text}` : text);
