import { post, type KioskSettings, type KioskVisit } from '@vena/api'
import { useState } from 'react'
import type { Choices } from '../Papers.tsx'
import { Step, useSending } from '../parts.tsx'
import { useSay } from '../words.ts'

/** The consent, page by page, the choices at the end, and the way home without a reason on every page. */
export function Consent({ settings, visit, onDone, onHome }: { settings: KioskSettings; visit: KioskVisit; onDone: (visit: KioskVisit, choices: Choices) => void; onHome: () => void }) {
  const { t, pick } = useSay()
  const { send, pending, trouble } = useSending()
  const [at, setAt] = useState(0)
  const [research, setResearch] = useState(false)
  const [notice, setNotice] = useState(true)
  const { version, pages } = settings.consent
  const page = pages[at]
  const give = async () => {
    const body = { version, research, notice }
    const next = await send(JSON.stringify(body), (key) => post('/api/collect/kiosk/visits/{id}/consent', { path: { id: visit.visit_id }, body }, key))
    if (next) onDone(next, { research, notice })
  }
  const home = <button type="button" className="k-plain" onClick={onHome}>{t('disagree')}</button>
  const back = at > 0 && <button type="button" className="k-plain" onClick={() => setAt(at - 1)}>{t('back')}</button>
  if (page) {
    return (
      <Step reading title={pick(page.title)} hint={`${t('consentTitle')} · ${t('page', { at: at + 1, of: pages.length + 1 })}`} foot={<>{home}{back}<button type="button" className="k-go" onClick={() => setAt(at + 1)}>{t('read')}</button></>}>
        <p className="k-text">{pick(page.text)}</p>
      </Step>
    )
  }
  return (
    <Step reading title={t('choices')} hint={`${t('consentTitle')} · ${t('page', { at: pages.length + 1, of: pages.length + 1 })}`} trouble={trouble} foot={<>{home}{back}<button type="button" className="k-go" aria-busy={pending} onClick={() => void give()}>{t('agree')}</button></>}>
      <div className="k-list">
        <label className="k-line"><input type="checkbox" checked={notice} onChange={(event) => setNotice(event.target.checked)} />{t('notice')}</label>
        <label className="k-line"><input type="checkbox" checked={research} onChange={(event) => setResearch(event.target.checked)} />{t('research')}</label>
      </div>
    </Step>
  )
}
