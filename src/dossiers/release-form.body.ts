import { CodeInput, CodesInput, DayInput, IdInput, TextInput } from '../graphql/inputs.js';

/** What is to stand on the form, as JSON. */
export class ReleaseFormBody {
  @IdInput({ description: 'Office towards which secrecy is lifted.' })
  officeId!: string;

  @CodesInput({ description: 'Codes of fieldGroups to be ticked.' })
  fieldGroups!: string[];

  @TextInput({ description: 'Purpose, in the words that the client hears.', max: 1000 })
  purpose!: string;

  @CodeInput({ description: 'Language in which it is explained: code of languages.' })
  explainedIn!: string;

  @TextInput({ description: 'Name of whoever interprets.', optional: true, max: 200 })
  interpreter?: string | null;

  @TextInput({ description: 'Who signs for a minor.', optional: true, max: 200 })
  guardian?: string | null;

  @DayInput({ description: 'Last day of use; left out: twelve months.', optional: true })
  validUntil?: string | null;
}
