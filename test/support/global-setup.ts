/**
 * Runs once before the stories and the walls. jest compiles this one file to CommonJS: packages and node's own modules
 * are imported as usual, but code of the house only from `dist` (`npm test` has built it), with `await import(...)`.
 */
export default function globalSetup(): void {}
