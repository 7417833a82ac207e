/** Runs once after the stories and the walls; what `global-setup.ts` says about imports holds here too. */
export default function globalTeardown(): void {}
