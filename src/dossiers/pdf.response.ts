import type { Response } from 'express';

/** Sends a PDF that no cache keeps and no browser runs anything of. */
export function sendPdf(
  response: Response,
  { pdf, fileName }: { readonly pdf: Buffer; readonly fileName: string },
): void {
  response
    .status(200)
    .setHeader('Content-Type', 'application/pdf')
    .setHeader('Content-Disposition', `attachment; filename="${fileName}"`)
    .setHeader('Content-Length', pdf.length)
    .setHeader('Content-Security-Policy', "sandbox; default-src 'none'")
    .setHeader('X-Content-Type-Options', 'nosniff')
    .setHeader('Cache-Control', 'no-store')
    .end(pdf);
}
