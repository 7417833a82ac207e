import { Readable } from 'node:stream';
import { S3mini } from 's3mini';
import { BlobMissing, ownName, StoreUnavailable, type BlobStore } from './blob.store.js';
import { BytesReader } from './bytes.reader.js';

export interface S3Settings {
  /** With the bucket as its path: `https://s3.example.org/beistand`. */
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** One part in memory for each upload; S3 wants at least 5 MiB, and takes 10,000 of them. */
const PART = 8 * 1024 * 1024;

/** Blobs in a bucket of an S3-compatible service. */
export class S3Store implements BlobStore {
  private readonly s3: S3mini;

  constructor({ url, region, accessKeyId, secretAccessKey }: S3Settings) {
    this.s3 = new S3mini({ endpoint: url, region, accessKeyId, secretAccessKey, requestAbortTimeout: 60_000 });
  }

  async put(name: string, bytes: AsyncIterable<Buffer>): Promise<void> {
    const read = new BytesReader(bytes);
    const first = await read.peek(PART + 1);
    const put = first.length > PART ? this.putInParts(ownName(name), read) : this.putWhole(ownName(name), first);
    await put;
  }

  async get(name: string): Promise<Readable> {
    const answer = await reached(this.s3.getObjectResponse(ownName(name)));
    if (!answer?.body) throw new BlobMissing();
    return Readable.fromWeb(answer.body);
  }

  async remove(name: string): Promise<void> {
    await reached(this.s3.deleteObject(ownName(name)));
  }

  async *olderThan(organisationId: string, moment: Date): AsyncGenerator<string> {
    let token: string | undefined;
    do {
      const page = await reached(this.s3.listObjectsPaged('/', `${organisationId}/`, 500, token));
      for (const { Key, LastModified } of page?.objects ?? []) if (new Date(LastModified) < moment) yield Key;
      token = page?.nextContinuationToken;
    } while (token);
  }

  /** Parts of broken uploads are nobody's objects; a bucket's own rule removes them (docs/operations.md). */
  forgetUnfinished(): Promise<number> {
    return Promise.resolve(0);
  }

  private async putWhole(name: string, bytes: Buffer): Promise<void> {
    await reached(this.s3.putObject(name, bytes, 'application/octet-stream'));
  }

  private async putInParts(name: string, read: BytesReader): Promise<void> {
    const upload = await reached(this.s3.getMultipartUploadId(name, 'application/octet-stream'));
    try {
      const parts = [];
      for (let part = await read.peek(PART); part.length > 0; part = await read.peek(PART)) {
        await read.skip(part.length);
        parts.push(await reached(this.s3.uploadPart(name, upload, part, parts.length + 1)));
      }
      await reached(this.s3.completeMultipartUpload(name, upload, parts));
    } catch (error) {
      await this.s3.abortMultipartUpload(name, upload).catch(() => undefined);
      throw error;
    }
  }
}

/** Whatever the library throws about the service; it may repeat an address, so it goes no further than the cause. */
async function reached<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw new StoreUnavailable('The object store does not answer as it should.', { cause: error });
  }
}
