import { post, toProblem, type HallBatch, type Text } from '@vena/api'
import { Button, donationNumber, Panel, StateWord, useAction, useWords } from '@vena/ui'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Refused { scan: string; reason: Text | string; rule: string }

/** One big field for one bag after another; what is in, and why the last one is not. */
export function BatchScan({ batch, onDone }: { batch: HallBatch, onDone: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [refused, setRefused] = useState<Refused | null>(null)
  const [busy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const path = { id: batch.batch_id }
  const out = useAction((unit_id: string, key) => post('/api/process/batches/{id}/remove', { path, body: { unit_id } }, key), onDone)
  useEffect(() => input.current?.focus(), [busy, batch.bags])

  async function take(scan: string) {
    if (!scan || busy) return
    setBusy(true)
    try {
      const answer = await post('/api/process/batches/{id}/bags', { path, body: { scans: [scan] } })
      const refusal = answer.items[0]?.refusal
      setRefused(refusal ? { scan, reason: refusal.reason, rule: refusal.rule } : null)
      onDone()
    } catch (thrown) {
      const problem = toProblem(thrown)
      setRefused({ scan, reason: problem.detail || problem.title, rule: problem.rule ?? '' })
    } finally {
      setBusy(false)
    }
  }

  return (
    <Panel title={t('hall.scanBag')} aside={<b>{t('hall.inBatchN', { n: batch.bags, places: batch.places })}</b>}>
      <form className="hall-scan" onSubmit={(event) => {
        event.preventDefault()
        void take(input.current?.value.trim() ?? '')
        event.currentTarget.reset()
      }}>
        <label htmlFor="scan" className="muted">{t('hall.scanBagHow')}</label>
        <input id="scan" name="scan" ref={input} autoComplete="off" autoFocus disabled={batch.bags >= batch.places} />
      </form>
      {batch.bags >= batch.places && <p className="notice">{t('hall.full')}</p>}
      {refused && <p className="problem" role="alert"><b>{refused.scan}</b> {pick(refused.reason)} <code>{refused.rule}</code></p>}
      <ol className="hall-scanned">
        {batch.items.map((bag) => (
          <li key={bag.unit.unit_id}>
            <b className="number">{donationNumber(bag.unit.donation_number)}</b>
            <span>{pick(bag.unit.product_name)}</span>
            <StateWord tone="good">{bag.position}</StateWord>
            <Button can={batch.can.remove} onClick={() => void out.run(bag.unit.unit_id)}>{t('hall.takeOut')}</Button>
          </li>
        ))}
      </ol>
      {batch.bags > 0 && <p className="muted">{t('hall.beginHow', { n: batch.bags })}</p>}
    </Panel>
  )
}
