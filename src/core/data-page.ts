/** A line of docs/data.md: what a table holds about people. */
export interface HeldColumns {
  readonly table: string;
  readonly columns: readonly string[];
  readonly why: string;
  readonly who: string;
  readonly until: string;
}

export interface DataSection {
  readonly heading: string;
  readonly rows: readonly HeldColumns[];
}

/**
 * The tables of docs/data.md by section: `| table | columns | why | who sees it | when it goes |`; what lies outside the database stands there as `- **place**: what`. Throws where a line has other columns, so that
 * nothing is left out of the record of processing in silence.
 */
export function readDataPage(markdown: string): DataSection[] {
  const sections: { heading: string; rows: HeldColumns[] }[] = [];
  for (const line of markdown.split('\n')) {
    const heading = /^## (.+)$/.exec(line)?.[1];
    if (heading !== undefined) sections.push({ heading, rows: [] });
    const section = sections.at(-1);
    const [, place, said] = /^- \*\*(.+?)\*\*[:,] (.+)$/.exec(line) ?? [];
    if (section && place && said)
      section.rows.push({ table: bare(place), columns: [], why: bare(said), who: '', until: '' });
    if (!section || !line.startsWith('|')) continue;
    const cells = line
      .slice(1, line.trimEnd().lastIndexOf('|'))
      .split('|')
      .map((cell) => cell.trim());
    if (cells.every((cell) => /^-+$/.test(cell)) || cells[0] === 'table' || cells[0] === 'what') continue;
    const [table, columns, why, who, until] = cells;
    if (cells.length !== 5 || !table || !columns || !why || !who || !until)
      throw new Error(`docs/data.md, ${section.heading}: a line needs five filled cells: ${cells[0] ?? ''}`);
    section.rows.push({ table: bare(table), columns: columns.split(/,\s*/).map(bare), why, who, until });
  }
  return sections.filter(({ rows }) => rows.length > 0);
}

const bare = (text: string): string => text.replaceAll('`', '');
