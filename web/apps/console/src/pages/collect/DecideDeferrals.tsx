import type { DeferralCode, VisitFindings } from '@vena/api'
import { Button, Field, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

type Follow = VisitFindings['deferrals'][number]

/** The codes of deferrals, for whoever may enter one. */
export function useCodes(): DeferralCode[] {
  return useGet('/api/recruit/deferral-codes', {}, useMay('recruit.deferral.create')).data ?? []
}

/** The rulebook's end of what follows; none where a physician has to say it. */
function usualEnd(follow: Follow, known: DeferralCode | undefined): string | null {
  const one = known?.cases.find(({ code }) => code === follow.case) ?? known
  return follow.until ?? one?.default_until ?? null
}

/** One that follows: entered as it is, or changed with a reason. */
function One({ follow, place, codes }: { follow: Follow; place: number; codes: DeferralCode[] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [changing, setChanging] = useState(false)
  const known = codes.find(({ code }) => code === follow.code)
  const end = usualEnd(follow, known)
  const open = known?.kind === 'temporary' && !end
  const which = known?.cases.find(({ code }) => code === follow.case)
  const span = known?.kind === 'permanent' ? t('donor.forever') : end ? t('station.until', { day: end }) : t('station.untilOpen')
  return (
    <li>
      <div className="row">
        <code>{follow.code}</code> <span>{pick(known?.name)}{which && ` · ${pick(which.name)}`}</span> <span className="muted">{span}</span>
        {known && <Button kind="quiet" onClick={() => setChanging(!changing)}>{t(changing ? 'station.keepIt' : 'station.changeIt')}</Button>}
      </div>
      {(changing || open) && (
        <div className="form-grid">
          {changing && <Field name={`follow_code_${place}`} label={t('station.changeCode')} defaultValue={follow.code} options={codes.map(({ code, name }) => ({ value: code, label: `${code} ${pick(name)}` }))} />}
          <Field name={`follow_until_${place}`} label={t('deferral.until')} type="date" required={open && !changing} />
          {changing && <Field name={`follow_note_${place}`} label={t('station.changeWhy')} required minLength={2} maxLength={500} />}
        </div>
      )}
    </li>
  )
}

/** Deferrals that follow from what was answered and measured: they are entered with the decision, whatever it is. */
export function Follows({ follows }: { follows: Follow[] }) {
  const { t } = useTranslation()
  const codes = useCodes()
  if (follows.length === 0) return null
  return (
    <div className="station-follows">
      <b>{t('station.follows')}</b>
      <ul>{follows.map((one, place) => <One key={`${one.rule} ${one.code} ${one.case ?? ''}`} follow={one} place={place} codes={codes} />)}</ul>
    </div>
  )
}

/** What was changed of them, as the decision tells it. */
export function changedOf(follows: Follow[], values: Values) {
  return follows.flatMap((follow, place) => {
    const [code, until, note] = [values.maybe(`follow_code_${place}`) ?? follow.code, values.maybe(`follow_until_${place}`), values.maybe(`follow_note_${place}`)]
    if (code === follow.code && !until) return []
    const own = code === follow.code
    return [{ instead_of: follow.rule, code, case: own ? follow.case ?? null : null, event_on: own ? follow.event_on ?? null : null, until: until ?? null, note: note ?? null }]
  })
}
