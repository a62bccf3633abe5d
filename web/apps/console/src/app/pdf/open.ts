// Mozilla's PDF.js, fetched only by a page that draws a document itself. The build for older browsers: tablets are not
// replaced every year. It runs under the pages' own policy: no code made from text, no WebAssembly, nothing from elsewhere.
import type { PDFDocumentProxy } from 'pdfjs-dist'

export type Pdf = PDFDocumentProxy

/** Opens a document from its bytes; whoever opens it destroys it. */
export async function openPdf(file: Blob): Promise<Pdf> {
  const [{ getDocument, GlobalWorkerOptions }, { default: worker }] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.mjs'),
    import('pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'),
  ])
  GlobalWorkerOptions.workerSrc = worker
  const data = new Uint8Array(await file.arrayBuffer())
  return getDocument({ data, isEvalSupported: false, useWasm: false, enableXfa: false, disableAutoFetch: true, stopAtErrors: true }).promise
}
