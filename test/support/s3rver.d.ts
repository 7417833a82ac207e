/** As far as the tests use it; the package brings no types. */
declare module '@20minutes/s3rver' {
  interface Context {
    readonly path: string;
    params: Record<string, string>;
  }
  export default class S3rver {
    constructor(options: object);
    readonly middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[];
    /** Listens, and gives where. */
    run(): Promise<{ port: number }>;
    close(): Promise<void>;
  }
}
