import { Command, CommanderError } from 'commander';
import { addAuditCommands } from './cli/audit.commands.js';
import { BackupFault } from './backup/backup-faults.js';
import { addBackupCommands } from './cli/backup.commands.js';
import { addDatabaseCommands } from './cli/database.commands.js';
import { addImportCommand } from './cli/import.command.js';
import { addJobsCommands } from './cli/jobs.commands.js';
import { addKeysCommands } from './cli/keys.commands.js';
import { addOperatorCommands } from './cli/operator.commands.js';
import { addPersonCommands } from './cli/person.commands.js';
import { addSchemaCommand } from './cli/schema.command.js';
import { addStatsCommands } from './cli/stats.commands.js';
import { addTokenCommands } from './cli/token.commands.js';
import { Failure } from './cli/terminal.js';
import { ConfigError } from './config.js';
import { DataFolderInUse } from './database/embedded.js';

/** What whoever runs a Beistand does at the terminal; the settings are those of the server. */
const program = new Command('beistand')
  .description('Commands for whoever runs a Beistand. Settings come from the environment (docs/operations.md).')
  .exitOverride();
addSchemaCommand(program);
addDatabaseCommands(program);
addJobsCommands(program);
addOperatorCommands(program);
addTokenCommands(program);
addPersonCommands(program);
addImportCommand(program);
addAuditCommands(program);
addStatsCommands(program);
addKeysCommands(program);
addBackupCommands(program);

program.parseAsync().catch((error: unknown) => {
  process.exitCode = 1;
  // Commander has said itself what was wrong, or shown its help.
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
    return;
  }
  const plain = [Failure, ConfigError, DataFolderInUse, BackupFault].some((kind) => error instanceof kind);
  const text = error instanceof Error ? (plain ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
});
