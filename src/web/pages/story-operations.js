import { ask } from './ask.js';

export const listStories = (variables) =>
  ask(
    `query ($states: [String!], $after: String) { stories(states: $states, after: $after) { edges { node { id state title grounds { code de en } authors { id name } createdAt submittedAt signedOffAt withdrawnAt withdrawal } } pageInfo { hasNextPage endCursor } } }`,
    variables,
  );

export const readStory = (id) =>
  ask(
    `query ($id: ID!) { story(id: $id) { id consentId caseId version state title text remark withdrawal createdAt submittedAt signedOffAt withdrawnAt
          language { code de en } grounds { code de en } area { code de en } region { key name }
          authors { id name } signedOffBy { name } checks { code }
          hints { kind { code de en } field start end excerpt key blocks } } me { id } }`,
    { id },
  );

export const writeStory = (consentId, input) =>
  ask(
    `mutation ($consentId: ID!, $input: StoryInput!) { writeStory(consentId: $consentId, input: $input) { ... on Story { id version hints { kind { code de en } field start end excerpt key blocks } } ... on Refusal { problems { code field de en } } } }`,
    { consentId, input },
  );

export const changeStory = (id, version, input) =>
  ask(
    `mutation ($id: ID!, $version: Int!, $input: StoryInput!) { changeStory(id: $id, version: $version, input: $input) { ... on Story { id version hints { kind { code de en } field start end excerpt key blocks } } ... on Refusal { problems { code field de en } } } }`,
    { id, version, input },
  );

export const submitStory = (id, version, input) =>
  ask(
    `mutation ($id: ID!, $version: Int!, $input: StoryLookInput!) { submitStory(id: $id, version: $version, input: $input) { ... on Story { id } ... on Refusal { problems { code field de en } } } }`,
    { id, version, input },
  );

export const returnStory = (id, version, remark) =>
  ask(
    `mutation ($id: ID!, $version: Int!, $remark: String) { returnStory(id: $id, version: $version, remark: $remark) { ... on Story { id } ... on Refusal { problems { code field de en } } } }`,
    { id, version, remark },
  );

export const signOffStory = (id, version, input) =>
  ask(
    `mutation ($id: ID!, $version: Int!, $input: StoryLookInput!) { signOffStory(id: $id, version: $version, input: $input) { ... on Story { id } ... on Refusal { problems { code field de en } } } }`,
    { id, version, input },
  );

export const retractStory = (id) =>
  ask(
    `mutation ($id: ID!) { retractStory(id: $id) { ... on Story { id } ... on Refusal { problems { code field de en } } } }`,
    { id },
  );

export const readConsents = (caseId) =>
  ask(
    `query ($caseId: ID!) { storyConsents(caseId: $caseId) { id caseId uses { code de en } givenOn validUntil form oralReason documentReference explainedIn { code de en } interpreter guardian outlivesCase state recordedAt withdrawnOn } case(id: $caseId) { number ageBand { code } grounds { code de en } mainArea { area { code de en } } district { regionKey regionName } } }`,
    { caseId },
  );

export const recordConsent = (caseId, input) =>
  ask(
    `mutation ($caseId: ID!, $input: StoryConsentInput!) { recordStoryConsent(caseId: $caseId, input: $input) { ... on StoryConsent { id } ... on Refusal { problems { code field de en } } } }`,
    { caseId, input },
  );

export const withdrawConsent = (id) =>
  ask(
    `mutation ($id: ID!) { withdrawStoryConsent(id: $id) { ... on StoryConsent { id } ... on Refusal { problems { code field de en } } } }`,
    { id },
  );

export const readWords = (names) =>
  ask(
    `query ($names: [String!]) { codebook(names: $names) { vocabularies { name terms { code de en validUntil } } } }`,
    { names },
  );

export const listCases = (variables) =>
  ask(
    `query ($after: String) { cases(after: $after) { edges { node { id number status openedAt mainArea { area { de en } } } } pageInfo { hasNextPage endCursor } } }`,
    variables,
  );

export const listPool = (variables) =>
  ask(
    `query ($filter: PoolFilterInput, $after: String) { poolStories(filter: $filter, first: 10, after: $after) { edges { node { id title text language { code de en } grounds { code de en } area { code de en } region { key name } uses { code de en } usableUntil quarter } } pageInfo { hasNextPage endCursor } } }`,
    variables,
  );
