import { Controller, Get } from '@nestjs/common';
import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { permissions } from '../../src/core/access.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { classesIn, operationsOf, type Operation } from '../support/operations.js';

/** Open to everybody, each for a reason that somebody has thought about. */
const open: Readonly<Record<string, string>> = {
  acceptInvitation: 'makes the account; the secret of the link is the key',
  invitation: 'tells the holder of a link what it is for',
  requestPasswordReset: 'answers the same whoever asks; what comes of it comes by mail',
  resetPassword: 'the secret of the mailed link is the key, and the second factor stays',
  'SessionController.signIn': 'signing in',
  'SessionController.answer':
    'the second half of signing in; asks for the step that the password gave, or for a passkey',
  'SessionController.passkeyOptions': 'a challenge for a passkey; tells nothing of anybody without the password',
  'SessionController.nextStep': 'asks for the step that the password or the directory gave',
  'CarrierSignInController.leave': 'sends away to the carrier’s directory; the address is random',
  'CarrierSignInController.arrive': 'signs in: asks for the attempt’s cookie, and the directory for who it was',
  'CarrierSignInController.acceptInvitation': 'the secret of the link is the key',
  'EnrolmentController.beginCodes':
    'asks itself for a session with a fresh proof, or for the step of somebody without a factor',
  'EnrolmentController.confirmCodes': 'the same',
  'EnrolmentController.passkeyOptions': 'the same',
  'EnrolmentController.addPasskey': 'the same',
  'FiguresController.list': 'releases that were published for everybody; read through the role of statistics',
  'FiguresController.one': 'the same',
  'FiguresController.file': 'the same',
  'HealthController.isAlive': 'says that the process lives, and no more',
  'HealthController.isReady': 'says of each part whether it is up, and no more',
  statisticsReleases: 'published statistics are made for everybody (decision 19)',
  statisticsProgramme: 'what can be asked of them',
  statisticsStatements: 'sentences made of published releases alone, by a role that sees no unpublished one',
  statisticsTable: 'answers from published releases alone, as a role that sees no unpublished one',
  'StatisticsTablesController.read': 'the same question by GET',
  'MetricsController.read': 'asks for a token of its own, or for a caller on this machine',
};

const undeclared = (operations: readonly Operation[]): string[] =>
  operations.filter(({ permission, isPublic }) => !permission && !isPublic).map(({ name }) => name);

class Inherited {
  @Query(() => String)
  handedDown(): string {
    return '';
  }
}

@Resolver()
class Forgetful extends Inherited {
  @Query(() => String)
  forgotten(): string {
    return '';
  }

  @Mutation(() => String, { name: 'alsoForgotten' })
  forgottenToo(): string {
    return '';
  }
}

@Controller('forgotten')
class ForgetfulController {
  @Get()
  read(): string {
    return '';
  }
}

describe('every operation says who may call it', () => {
  let house: TestHouse;
  let operations: Operation[];
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    operations = operationsOf(classesIn(house.app));
  });
  afterAll(() => house.close());

  it('with @Allow or @Public', () => {
    expect(undeclared(operations)).toEqual([]);
  });

  it('and none that the API serves escapes this look', () => {
    const served = house.schema;
    const fields = [served.getQueryType(), served.getMutationType(), served.getSubscriptionType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    );
    const seen = operations.filter(({ kind }) => kind !== 'HTTP').map(({ name }) => name);
    expect([...seen].sort()).toEqual([...fields].sort());
    expect(operations.filter(({ kind }) => kind === 'HTTP').length).toBeGreaterThan(4);
  });

  it('and what is open to everybody stands on the list above, with its reason', () => {
    const found = operations.filter(({ isPublic }) => isPublic).map(({ name }) => name);
    expect(found.sort()).toEqual(Object.keys(open).sort());
  });

  it('with a permission that exists, and never both', () => {
    for (const { name, permission, isPublic } of operations)
      expect([name, isPublic ? permission : permissions.includes(permission!)]).toEqual([
        name,
        isPublic ? undefined : true,
      ]);
  });

  it('and one that forgot is found: a query, a mutation, an inherited one, an HTTP handler', () => {
    expect(undeclared(operationsOf([...classesIn(house.app), Forgetful, ForgetfulController])).sort()).toEqual([
      'ForgetfulController.read',
      'alsoForgotten',
      'forgotten',
      'handedDown',
    ]);
  });
});
