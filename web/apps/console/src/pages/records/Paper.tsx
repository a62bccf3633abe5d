import { getFile, toProblem, type SignedDocument } from '@vena/api'
import { Button, Panel, ProblemBox, useAction, useWords } from '@vena/ui'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'

const FILE = '/api/records/documents/{id}/file'

/** The bytes as they are now. Opening them goes on record, so they are read once for each state of the document. */
function useFile(document: SignedDocument) {
  return useQuery({
    queryKey: ['file', document.document_id, document.signed, document.pdf_bytes], staleTime: Infinity, gcTime: 60_000,
    queryFn: ({ signal }) => getFile(FILE, { path: { id: document.document_id } }, signal),
  })
}

/** An address for the bytes, for as long as they are shown. */
function useAddress(file: Blob | undefined): string {
  const [address, setAddress] = useState('')
  useEffect(() => {
    if (!file) return
    const url = URL.createObjectURL(file)
    setAddress(url)
    return () => URL.revokeObjectURL(url)
  }, [file])
  return address
}

/** Whether this browser shows a PDF inside a page: many phones do not, and a house may forbid it. */
function useFrames(): boolean {
  const [barred, setBarred] = useState(false)
  useEffect(() => {
    const see = (event: SecurityPolicyViolationEvent) => {
      if (/^(frame|child|default|object)-src/.test(event.effectiveDirective)) setBarred(true)
    }
    document.addEventListener('securitypolicyviolation', see)
    return () => document.removeEventListener('securitypolicyviolation', see)
  }, [])
  return navigator.pdfViewerEnabled && !barred
}

function save(address: string, name: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}

/** Prints the bytes in a frame of their own; where a browser cannot, it opens them. */
function print(file: Blob): void {
  const url = URL.createObjectURL(file)
  if (!navigator.pdfViewerEnabled) return void window.open(url)
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

function usePrint(id: string) {
  return useAction(() => getFile(FILE, { path: { id }, query: { print: true } }), (file) => {
    refresh('/api/records/documents/{id}')
    print(file)
  })
}

/** The paper itself, as it is signed; printed and saved from here. */
export function Paper({ document }: { document: SignedDocument }) {
  const { t } = useTranslation()
  const words = useWords()
  const file = useFile(document)
  const address = useAddress(file.data)
  const frames = useFrames()
  const printing = usePrint(document.document_id)
  const name = `${document.number}.pdf`
  return (
    <Panel
      className="paper" title={name}
      aside={address && <span className="row"><Button busy={printing.pending} onClick={() => void printing.run(null)}>{words.t('table.print')}</Button><Button onClick={() => save(address, name)}>{t('document.download')}</Button></span>}
    >
      {printing.problem && <ProblemBox problem={printing.problem} />}
      {file.error && <ProblemBox problem={toProblem(file.error)} onRetry={() => void file.refetch()} />}
      {file.isPending && !file.error && <p className="muted" role="status">{t('loading')}</p>}
      {address && (frames ? <iframe className="paper-frame" src={`${address}#toolbar=0&navpanes=0&view=FitH`} title={t('document.paper', { number: document.number })} /> : <p className="paper-none"><a href={address} target="_blank" rel="noreferrer">{t('document.openPaper')}</a></p>)}
    </Panel>
  )
}
