import {
  Body,
  Controller,
  HttpCode,
  Post,
  UploadedFile,
  UploadedFiles,
  UseFilters,
  UseInterceptors,
} from '@nestjs/common';
import { FileFieldsInterceptor, FileInterceptor } from '@nestjs/platform-express';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { refuse, refusedFor, type Problem, type Result } from '../core/result.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Imports, type NewImport } from './imports.service.js';
import { formLimits, mappingTextOf, TooLargeFilter, yesOrNoOf, type UploadedPart } from './upload.js';

/** Lists come as `multipart/form-data`; refusals are answered with 422 (413: too large). */
@Controller('imports')
@UseFilters(TooLargeFilter)
export class ImportsController {
  constructor(private readonly imports: Imports) {}

  /** Keeps the list `file` for the mutation `startImport`: 201 and `{ "id" }`. */
  @Post('files')
  @Allow('case:import')
  @UseInterceptors(FileInterceptor('file', formLimits))
  async upload(@CurrentActor() actor: Actor, @UploadedFile() file?: UploadedPart): Promise<{ id: string }> {
    const content = file?.buffer ?? Buffer.alloc(0);
    return { id: given(file ? await this.imports.upload(actor, content, 'file') : refuse('REQUIRED', 'file')) };
  }

  /** Starts an import with `file`, `mapping` (file or text), `source` and `dryRun` (`true`, `false`): 202 and `{ "id" }` of the run. */
  @Post()
  @HttpCode(202)
  @Allow('case:import')
  @UseInterceptors(
    FileFieldsInterceptor(
      [
        { name: 'file', maxCount: 1 },
        { name: 'mapping', maxCount: 1 },
      ],
      formLimits,
    ),
  )
  async start(
    @CurrentActor() actor: Actor,
    @UploadedFiles() files?: { readonly file?: UploadedPart[]; readonly mapping?: UploadedPart[] },
    @Body() fields?: Readonly<Record<string, unknown>>,
  ): Promise<{ id: string }> {
    const list = files?.file?.[0];
    const asked = given(readFields(fields ?? {}, files?.mapping?.[0], list));
    const names = { file: 'file', mapping: 'mapping', source: 'source' };
    return { id: given(await this.imports.start(actor, list?.buffer ?? Buffer.alloc(0), asked, names)).id };
  }
}

function readFields(
  fields: Readonly<Record<string, unknown>>,
  mappingFile: UploadedPart | undefined,
  list: UploadedPart | undefined,
): Result<NewImport> {
  const mapping = mappingTextOf(mappingFile, fields.mapping);
  const dryRun = yesOrNoOf(fields.dryRun, 'dryRun');
  const { source } = fields;
  const problems: Problem[] = [
    ...(list ? [] : refuse('REQUIRED', 'file').problems),
    ...(mapping.ok ? [] : mapping.problems),
    ...(typeof source === 'string' ? [] : refuse('REQUIRED', 'source').problems),
    ...(dryRun.ok ? [] : dryRun.problems),
  ];
  const refused = refusedFor(problems);
  if (refused) return refused;
  if (!mapping.ok) return mapping;
  if (!dryRun.ok) return dryRun;
  return { ok: true, value: { mapping: mapping.value, dryRun: dryRun.value, source: String(source) } };
}

function given<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new InputRefused(outcome);
  return outcome.value;
}
