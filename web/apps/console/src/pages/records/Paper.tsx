import { getFile, toProblem, type SignedDocument } from '@vena/api'
import { Button, Panel, ProblemBox, useAction, useWords } from '@vena/ui'
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { printFile, saveFile } from '../../app/files.ts'
import { refresh } from '../../app/queries.ts'
import { useFraming } from './framing.ts'

const FILE = '/api/records/documents/{id}/file'

/** The bytes as they are now. Opening them goes on record, so they are read once for each state of the document. */
function useFile(document: SignedDocument) {
  return useQuery({
    queryKey: ['file', document.document_id, document.signed, document.pdf_bytes], staleTime: Infinity, gcTime: 60_000,
    queryFn: ({ signal }) => getFile(FILE, { path: { id: document.document_id } }, signal),
  })
}

/** The bytes in a frame of this page; their address lives as long as the frame. */
function Frame({ file, title }: { file: Blob; title: string }) {
  const show = useCallback((frame: HTMLIFrameElement) => {
    const url = URL.createObjectURL(file)
    frame.src = `${url}#toolbar=0&navpanes=0&view=FitH`
    return () => URL.revokeObjectURL(url)
  }, [file])
  // A browser's own PDF viewer does not work in a sandbox; what is shown are bytes of this server.
  // eslint-disable-next-line react/iframe-missing-sandbox
  return <iframe ref={show} className="paper-frame" title={title} />
}

function usePrint(id: string, framed: boolean) {
  return useAction(() => getFile(FILE, { path: { id }, query: { print: true } }), (file) => {
    refresh('/api/records/documents/{id}')
    printFile(file, framed)
  })
}

/** The paper itself, as it is signed; printed and saved from here. */
export function Paper({ document }: { document: SignedDocument }) {
  const { t } = useTranslation()
  const words = useWords()
  const file = useFile(document)
  const pdf = file.data
  const frames = useFraming()
  const printing = usePrint(document.document_id, frames === true)
  const name = `${document.number}.pdf`
  return (
    <Panel
      className="paper" title={name}
      aside={pdf && <span className="row"><Button busy={printing.pending} onClick={() => void printing.run(null)}>{words.t('table.print')}</Button><Button onClick={() => saveFile(pdf, name)}>{t('document.download')}</Button></span>}
    >
      {printing.problem && <ProblemBox problem={printing.problem} />}
      {file.error && <ProblemBox problem={toProblem(file.error)} onRetry={() => void file.refetch()} />}
      {file.isPending && !file.error && <p className="muted" role="status">{t('loading')}</p>}
      {pdf && frames && <Frame file={pdf} title={t('document.paper', { number: document.number })} />}
      {pdf && frames === false && <div className="paper-none"><p>{t('document.noFrames')}</p><Button onClick={() => window.open(URL.createObjectURL(pdf))}>{t('document.openPaper')}</Button></div>}
    </Panel>
  )
}
