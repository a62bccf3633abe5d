/** Keeps a file where the person keeps files. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

/** Prints a PDF from a frame that nobody sees; where a browser cannot or may not (`framed` is false), it opens the file. */
export function printFile(file: Blob, framed = navigator.pdfViewerEnabled): void {
  const url = URL.createObjectURL(file)
  if (!framed) return void window.open(url)
  const frame = Object.assign(document.createElement('iframe'), { className: 'unseen', title: 'print', tabIndex: -1, ariaHidden: 'true' })
  frame.addEventListener('load', () => {
    try {
      frame.contentWindow?.focus()
      frame.contentWindow?.print()
    } catch {
      window.open(url)
    }
  })
  window.addEventListener('afterprint', () => frame.remove(), { once: true })
  frame.src = url
  document.body.append(frame)
}
