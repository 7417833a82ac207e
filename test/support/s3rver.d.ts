/** As far as the tests use it; the package brings no types. */
declare module '@20minutes/s3rver' {
  export default class S3rver {
    constructor(options: object);
    /** Listens, and gives where. */
    run(): Promise<{ port: number }>;
    close(): Promise<void>;
  }
}
