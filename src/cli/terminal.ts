export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Something the person at the terminal can do something about: its text is shown without a stack. */
export class Failure extends Error {}
