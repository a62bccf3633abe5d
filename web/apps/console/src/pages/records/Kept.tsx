// For how long a document is kept, who wants it kept longer, and what is left of one that is destroyed.
import { post, type SignedDocument } from '@vena/api'
import { EmptyState, Facts, moment, Panel, StateWord } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './keeping.css'

const reload = () => refresh('/api/records')

function Hold({ document }: { document: SignedDocument }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('keeping.hold')} how={t('keeping.holdHow')} onDone={reload}
      perform={(values, key) => post('/api/records/documents/{id}/hold', { path: { id: document.document_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
}

function Lift({ document }: { document: SignedDocument }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('keeping.lift')} how={t('keeping.liftHow', { count: document.holds.length })} onDone={reload}
      perform={(values, key) => post('/api/records/documents/{id}/hold/lift', { path: { id: document.document_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
}

function Holds({ holds }: { holds: SignedDocument['holds'] }) {
  const { t } = useTranslation()
  return (
    <ul className="holds">
      {holds.map((hold) => (
        <li key={`${hold.placed_at}${hold.reason}`}>
          <StateWord tone="warning">{t('keeping.held')}</StateWord>
          <span>{hold.reason}</span>
          <time dateTime={hold.placed_at}>{hold.placed_by} · {moment(hold.placed_at)}</time>
        </li>
      ))}
    </ul>
  )
}

/** How long the document is kept, and its holds; nothing where there is nothing to say or do. */
export function Kept({ document }: { document: SignedDocument }) {
  const { t } = useTranslation()
  const may = { hold: useMay('records.hold.create'), lift: useMay('records.hold.lift') }
  const filed = document.state === 'complete'
  const held = document.holds.length > 0
  const gone = Boolean(document.destroyed_at)
  if (!filed && !held && !may.hold) return null
  return (
    <Panel title={t('keeping.title')}>
      {filed && <Facts items={[[t('document.kept'), document.retain_until ?? t('document.forever')]]} />}
      {held && <Holds holds={document.holds} />}
      {!gone && (
        <div className="row after">
          {may.hold && <Hold document={document} />}
          {held && may.lift && <Lift document={document} />}
        </div>
      )}
    </Panel>
  )
}

/** What stands in the place of a paper that is destroyed. */
export function Destroyed({ at }: { at: string }) {
  const { t } = useTranslation()
  return <Panel className="paper"><EmptyState glyph="销" title={t('keeping.destroyedAt', { at: moment(at) })}><p>{t('keeping.destroyedHow')}</p></EmptyState></Panel>
}
