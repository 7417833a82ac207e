import { ask } from './ask.js';

/** Every release that was begun, the newest first. */
export const listReleases = () =>
  ask(`{
    statisticsPreparations {
      id state publisher licence preparedByMe preparedAt failure numbersSha256 publishedAt withdrawnAt withdrawalReason
      progress { step records round open servicesDone services at }
    }
  }`);

/** The quarters that may be prepared, and why others may not. */
export const listQuarters = () => ask('{ statisticsQuarters { id problems { code de en } } }');

export const prepareRelease = (input) =>
  ask(
    `mutation ($input: StatisticsReleaseInput!) {
      prepareStatisticsRelease(input: $input) {
        ... on StatisticsPreparation {
          id state preparedByMe failure numbersSha256 publishedAt withdrawnAt withdrawalReason
          progress { step records round open servicesDone services at }
        }
        ... on Refusal { problems { code field de en } }
      }
    }`,
    { input },
  );

export const cancelRelease = (id) =>
  ask(
    `mutation ($id: String!) {
      cancelStatisticsRelease(id: $id) {
        ... on StatisticsPreparation {
          id state preparedByMe failure numbersSha256 publishedAt withdrawnAt withdrawalReason
          progress { step records round open servicesDone services at }
        }
        ... on Refusal { problems { code field de en } }
      }
    }`,
    { id },
  );

export const approveRelease = (id, numbersSha256) =>
  ask(
    `mutation ($id: String!, $numbersSha256: String!) {
      approveStatisticsRelease(id: $id, numbersSha256: $numbersSha256) {
        ... on StatisticsPreparation {
          id state preparedByMe failure numbersSha256 publishedAt withdrawnAt withdrawalReason
          progress { step records round open servicesDone services at }
        }
        ... on Refusal { problems { code field de en } }
      }
    }`,
    { id, numbersSha256 },
  );

export const withdrawRelease = (id, reason) =>
  ask(
    `mutation ($id: String!, $reason: String!) {
      withdrawStatisticsRelease(id: $id, reason: $reason) {
        ... on StatisticsPreparation {
          id state preparedByMe failure numbersSha256 publishedAt withdrawnAt withdrawalReason
          progress { step records round open servicesDone services at }
        }
        ... on Refusal { problems { code field de en } }
      }
    }`,
    { id, reason },
  );

/** The tables that a release has which waits for approval. */
export const previewProgramme = (release) =>
  ask(
    `query ($release: String!) {
      previewStatisticsProgramme(release: $release) {
        ... on StatisticsProgramme { tables { code de en dimensions geography periods } }
        ... on Refusal { problems { code field de en } }
      }
    }`,
    { release },
  );

/** One of these tables. */
export const previewTable = (release, question) =>
  ask(
    `query ($question: StatisticsQuestionInput!, $release: String!) {
      previewStatisticsTable(question: $question, release: $release) {
        ... on StatisticsTable {
          table { code de en }
          period
          geography { code de en }
          rows { code de en }
          whole { value lower upper label mode }
          cells {
            row { dimension code de en }
            column { dimension code de en }
            value lower upper label mode
            share { value lower upper }
          }
          footnotes { code de en }
          citation { address de en }
          etag
        }
        ... on Refusal { problems { code field de en } }
      }
    }`,
    { question, release },
  );
