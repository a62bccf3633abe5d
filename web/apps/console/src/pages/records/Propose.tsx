import { post, type Destruction, type DocumentDue } from '@vena/api'
import { useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'

/** Documents by number and title, each a line. */
function Named({ rows }: { rows: DocumentDue[] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    // Long lists scroll: whoever has no mouse scrolls them too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ul className="papers-named" tabIndex={0} aria-label={t('keeping.documents')}>
      {rows.map((row) => <li key={row.document_id}><span className="number">{row.number}</span><span>{pick(row.title)}</span></li>)}
    </ul>
  )
}

/** Proposes to destroy these; another person decides. */
export function Propose({ rows, onDone }: { rows: DocumentDue[]; onDone: (made: Destruction) => void }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('keeping.propose', { count: rows.length })} submit={t('keeping.proposeDo')} how={t('keeping.proposeHow')} kind="danger" onDone={onDone}
      perform={(values, key) => post('/api/records/destructions', { body: { documents: rows.map((row) => row.document_id), reason: values.text('reason') } }, key)}
    >
      <Named rows={rows} />
    </AskWhy>
  )
}
