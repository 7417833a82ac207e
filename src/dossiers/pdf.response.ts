import type { Response } from 'express';

/** Sends a PDF that no cache keeps and no browser runs anything of. */
export const sendPdf = (
  response: Response,
  { pdf, fileName }: { readonly pdf: Buffer; readonly fileName: string },
): void => sendFile(response, { content: pdf, mediaType: 'application/pdf', fileName });

/** The same for any file: to be saved and not shown. */
export function sendFile(
  response: Response,
  { content, mediaType, fileName }: { readonly content: Buffer; readonly mediaType: string; readonly fileName: string },
): void {
  response
    .status(200)
    .setHeader('Content-Type', mediaType)
    .setHeader('Content-Disposition', `attachment; filename="${fileName}"`)
    .setHeader('Content-Length', content.length)
    .setHeader('Content-Security-Policy', "sandbox; default-src 'none'")
    .setHeader('X-Content-Type-Options', 'nosniff')
    .setHeader('Cache-Control', 'no-store')
    .end(content);
}
