import { get, getFile, post, type DocumentForm, type DocumentRow } from '@vena/api'
import { Button, moment, Panel, ProblemBox, useAction, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { DocumentState } from '../pages/records/states.tsx'
import { printFile } from './files.ts'
import { refresh, useGet, usePages } from './queries.ts'
import { useMay } from './session.ts'
import './papers.css'

interface Subject {
  /** Kind of thing, such as `shipment`. */
  kind: string
  id: string
}

const named = ({ kind, id }: Subject) => `${kind}:${id}`

/** Prints the paper as it is now, with every signature so far; that it was printed goes on record. */
function Print({ paper }: { paper: DocumentRow }) {
  const { t } = useTranslation()
  const words = useWords()
  const printing = useAction(() => getFile('/api/records/documents/{id}/file', { path: { id: paper.document_id }, query: { print: true } }), (file) => printFile(file))
  return (
    <>
      <Button kind="quiet" busy={printing.pending} aria-label={t('papers.print', { number: paper.number })} onClick={() => void printing.run(null)}>{words.t('table.print')}</Button>
      {printing.problem && <ProblemBox problem={printing.problem} />}
    </>
  )
}

function Paper({ paper }: { paper: DocumentRow }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = useMay('records.document.file')
  return (
    <li>
      <Link to={`/records/documents/${paper.document_id}`}>{pick(paper.title)}</Link>
      <span className="number muted">{paper.number}</span>
      <span className="muted">{moment(paper.created_at)} {paper.created_by}</span>
      <span className="papers-state"><DocumentState state={paper.state} />{paper.state === 'open' && <span className="muted">{t('papers.drawn', { signed: paper.signed, wanted: paper.wanted })}</span>}</span>
      {may && !paper.destroyed_at && <Print paper={paper} />}
    </li>
  )
}

/** Where people add what the system does not know before a form is drawn. */
const addressOf = (form: string, subject: Subject) => `/records/documents/from?${new URLSearchParams({ form, subject: named(subject) })}`

/** Draws a form at once when the system knows everything; else asks for the rest first. */
function Draw({ form, subject }: { form: DocumentForm; subject: Subject }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const action = useAction(
    async (_: null, key) => {
      const { missing } = await get('/api/records/forms/{form}/filled', { path: { form: form.form }, query: { subject: named(subject) } })
      if (missing.length > 0) return addressOf(form.form, subject)
      const made = await post('/api/records/documents', { body: { form: form.form, subject, data: {} as Record<string, never> } }, key)
      refresh('/api/records')
      return `/records/documents/${made.document_id}`
    },
    (to) => void navigate(to),
  )
  return (
    <div className="papers-draw">
      <span className="row">
        <Button busy={action.pending} onClick={() => void action.run(null)}>{t('papers.draw', { form: pick(form.title) })}</Button>
        <Link to={addressOf(form.form, subject)}>{t('papers.fill')}</Link>
      </span>
      {action.problem && <ProblemBox problem={action.problem} />}
    </div>
  )
}

/** The documents of one thing, and those that can be drawn from it. Nothing where this person has nothing to do with papers. */
export function Papers({ kind, id }: Subject) {
  const may = { list: useMay('records.document.list'), draw: useMay('records.document.create'), fill: useMay('records.form.fill') }
  return may.list ? <Listed kind={kind} id={id} draws={may.draw && may.fill} /> : null
}

/** The papers of one thing to be opened and printed, and nothing to be drawn. */
export function PapersOf({ kind, id }: Subject) {
  const may = useMay('records.document.list')
  return may ? <Listed kind={kind} id={id} draws={false} /> : null
}

function Listed({ kind, id, draws }: Subject & { draws: boolean }) {
  const { t } = useTranslation()
  const papers = usePages('/api/records/documents', { query: { subject: named({ kind, id }) } })
  const forms = useGet('/api/records/forms', { query: { subject: kind } }, draws)
  const offered = forms.data ?? []
  if (offered.length === 0 && (papers.rows ?? []).length === 0) return null
  return (
    <Panel title={t('papers.title')} className="papers">
      {papers.problem && <ProblemBox problem={papers.problem} onRetry={papers.reload} />}
      {papers.rows && papers.rows.length > 0 && <ul className="papers-list">{papers.rows.map((paper) => <Paper key={paper.document_id} paper={paper} />)}</ul>}
      {offered.length > 0 && <>
        <p className="muted">{t('papers.make')}</p>
        <div className="papers-draws">{offered.map((form) => <Draw key={form.form} form={form} subject={{ kind, id }} />)}</div>
      </>}
    </Panel>
  )
}
