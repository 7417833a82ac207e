/** Of a request: what the pattern of its address is found by. The original address is set by Express, which changes the other one. */
export interface RoutedRequest {
  readonly url?: string;
  readonly originalUrl?: string;
  readonly route?: unknown;
}

/** The pattern that a request was answered by (`/dossiers/:id`), never its address: people type anything into that. */
export function routeOf({ url = '', originalUrl = url, route }: RoutedRequest): string {
  if (/^\/graphql\/?(\?|$)/.test(originalUrl)) return '/graphql';
  const { path } = (route ?? {}) as { path?: unknown };
  return typeof path === 'string' && !path.includes('*') ? path : 'other';
}
