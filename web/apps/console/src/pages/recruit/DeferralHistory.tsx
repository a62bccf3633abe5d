import type { Deferral, DeferralReason } from '@vena/api'
import { Button, day, EmptyState, moment, StateWord, useNow, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'

/** How long it keeps somebody from giving, in words. */
export function useSpan(): (deferral: Pick<Deferral, 'permanent' | 'until'>) => string {
  const { t } = useTranslation()
  return ({ permanent, until }) => (permanent ? t('donor.forever') : until ? t('donor.until', { day: until }) : '—')
}

/** Whether it stands, has run out or was lifted; the last day still counts. */
function State({ told: { lifted_at, until } }: { told: DeferralReason }) {
  const { t } = useTranslation()
  const today = day(useNow(60_000))
  if (lifted_at) return <StateWord tone="quiet">{t('deferral.lifted')}</StateWord>
  if (until && until < today) return <StateWord tone="quiet">{t('deferral.over')}</StateWord>
  return <StateWord tone="warning">{t('deferral.stands')}</StateWord>
}

const SOURCES: Record<string, string> = { physician: 'deferralMore.physician', call_back: 'deferralMore.call_back', reaction: 'deferralMore.reactionSource' }

function Told({ told }: { told: DeferralReason }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const span = useSpan()
  const by = told.made_by?.display_name ?? t(told.source === 'laboratory' ? 'deferral.byLab' : 'deferral.byStaff')
  return (
    <li>
      <p className="row"><State told={told} /><b>{pick(told.name) || told.code}</b><code className="muted">{told.code}</code><span>{span({ permanent: told.kind === 'permanent', until: told.until })}</span>{told.case && <span>{pick(told.case)}</span>}{told.event_on && <span className="muted">{t('deferralMore.since', { day: told.event_on })}</span>}</p>
      {told.note && <p className="deferral-note">{told.note}</p>}
      {told.moved.map((move) => <p key={move.at} className="muted">{t('deferralMore.moved', { by: move.by?.display_name ?? '—', at: moment(move.at), before: move.before, after: move.after, why: move.reason })}</p>)}
      <p className="muted">{SOURCES[told.source] && `${t(SOURCES[told.source] as 'deferralMore.physician')} · `}{t('deferral.made', { by, at: moment(told.made_at) })}{told.confidential && ` · ${t('deferral.confidential')}`}</p>
      {told.kind === 'permanent' && !told.lifted_at && <p className="muted">{told.protocols.length > 0 ? t('deferralMore.protocols', { names: told.protocols.map((one) => pick(one)).join('、') }) : t('deferralMore.noProtocol')}</p>}
      {told.corrections.map((one) => (
        <p key={one.proposed_at} className="muted">
          {t('deferralMore.corrected', { what: t(`deferralMore.${one.mistake}`), by: one.proposed_by?.display_name ?? '—', at: moment(one.proposed_at), why: one.reason ?? '' })}
          {one.decided_at && ` · ${t(one.confirmed ? 'deferralMore.confirmed' : 'deferralMore.rejected', { by: one.decided_by?.display_name ?? '—', at: moment(one.decided_at), why: one.decision_reason ?? '' })}`}
        </p>
      ))}
      {told.lifted_at && <p className="muted">{t('deferral.liftedBy', { by: told.lifted_by?.display_name ?? '—', at: moment(told.lifted_at), why: told.lifted_reason ?? '' })}</p>}
    </li>
  )
}

/** Everything that was ever entered, with its reasons: shown once, after the reading went on record. */
export function DeferralHistory({ told, onClose }: { told: DeferralReason[]; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <section className="deferral-history" aria-label={t('deferral.history')}>
      <header className="panel-head"><h3>{t('deferral.history')}</h3><Button kind="quiet" onClick={onClose}>{t('deferral.hide')}</Button></header>
      {told.length === 0 && <EmptyState title={t('donor.noDeferral')} />}
      <ul className="plain-list">{told.map((one) => <Told key={one.deferral_id} told={one} />)}</ul>
    </section>
  )
}
