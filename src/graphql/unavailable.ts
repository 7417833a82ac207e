import type { ApolloServerPlugin } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';

/** Nothing is wrong with the request or the program: the database cannot be asked now, the question took too long, or too many want something drawn. */
export type Unavailable = 'UNAVAILABLE' | 'TOO_SLOW' | 'BUSY';

/** When to ask again, in seconds: a database that was restarted is back by then. */
export const RETRY_AFTER = '5';

export const unavailableSentences: { readonly [K in Unavailable]: string } = {
  UNAVAILABLE: 'This cannot be done right now. Please try again in a moment.',
  TOO_SLOW: 'This took too long and was given up. Please ask for less, or try again in a moment.',
  BUSY: 'Zurzeit warten zu viele darauf. Bitte gleich noch einmal versuchen. / Too many are waiting for this now. Please try again in a moment.',
};

const tooSlow: ReadonlySet<string> = new Set(['57014', '55P03', '25P03', '25P04']);

/** Connection lost or refused; no room for connections, memory or on the disk; shutting down or starting; read-only after a switch; no keys. */
const gone =
  /^(08...|53...|57P0[1-5]|58030|25006|40001|40P01|ENOSPC|EDQUOT|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|KEYS_...+)$/;

/** What the driver says without a code. */
const goneInWords =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed and is not queryable)/;

/** Whether this error means that the database is not there for us now. */
export function unavailabilityOf(error: unknown): Unavailable | null {
  const { code, severity, message, driverError, originalError, errors, cause } = (error ?? {}) as Record<
    string,
    unknown
  >;
  if (typeof code === 'string' && tooSlow.has(code)) return 'TOO_SLOW';
  if (code === 'ROOM_FULL') return 'BUSY';
  // FATAL ends the connection: it never is about the statement.
  if (severity === 'FATAL' || (typeof code === 'string' && gone.test(code))) return 'UNAVAILABLE';
  if (typeof message === 'string' && goneInWords.test(message)) return 'UNAVAILABLE';
  const inner = driverError ?? originalError ?? cause ?? (Array.isArray(errors) ? (errors as unknown[])[0] : undefined);
  return inner === undefined || inner === null || inner === error ? null : unavailabilityOf(inner);
}

const codes: ReadonlySet<unknown> = new Set(Object.keys(unavailableSentences));

/** Whether nothing was answered, because the database could not be asked. */
export const isUnavailable = ({ data, errors }: FormattedExecutionResult): boolean =>
  (errors?.some(({ extensions }) => codes.has(extensions?.code)) ?? false) &&
  Object.values(data ?? {}).every((value) => value === null);

/** Where nothing could be answered, GraphQL would still say 200: whoever balances load, retries or watches must see that it was not done. */
export const unavailableAnswers = (): ApolloServerPlugin => ({
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ response: { body, http } }) => {
        if (body?.kind !== 'single') return Promise.resolve();
        if (isUnavailable(body.singleResult)) {
          delete body.singleResult.data; // Nest takes what has data for an answer, and sets 200
          http.status = 503;
          http.headers.set('retry-after', RETRY_AFTER);
        }
        return Promise.resolve();
      },
    }),
});
