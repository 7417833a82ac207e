/** Whatever a door opened and has to close in order. */
interface Closing {
  close(): Promise<void>;
}

/**
 * The first signal closes in order, also while the house is still opening; a second one does not cut the closing short.
 * Call it before waiting for the house.
 */
export function closeOnSignal(opening: Promise<Closing>): void {
  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    process.stdout.write('Stopping ...\n');
    opening
      .then((house) => house.close())
      .then(
        () => {
          process.stdout.write('Stopped.\n');
          process.exit(0);
        },
        (error: unknown) => {
          process.stderr.write(`Stopped with a fault: ${error instanceof Error ? error.message : 'unknown'}\n`);
          process.exit(1);
        },
      );
  };
  // Ctrl-C, a service manager, a closed terminal.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, close);
}

/** What the person who starts the house can mend is said in plain words; anything else with all that is known of it. */
const plainFaults: ReadonlySet<string> = new Set(['ConfigError', 'DataFolderInUse', 'NotDurable']);

/** Says why the house could not be opened, and ends the process. */
export function failToOpen(error: unknown): void {
  const fault = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`${plainFaults.has(fault.constructor.name) ? fault.message : (fault.stack ?? fault.message)}\n`);
  process.exit(1);
}
