import { post, type LabelPrinted, type ProcessUnitView } from '@vena/api'
import { Button, Field, Form, GroupBadge, moment, Panel, ProblemBox, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'
import './label.css'

const reload = () => refresh('/api/process', '/api/ledger')

/** The label as it stands on the bag. */
function Bag({ print }: { print: LabelPrinted }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <div className="bag-label">
      <p className="bag-station">{pick(print.station_name)}</p>
      <p className="bag-number">{print.donation_number_shown}<span>{print.check_character}</span></p>
      <GroupBadge group={print.group} />
      <p className="bag-group">{print.group_shown}</p>
      <p className="bag-product">{pick(print.product_name)} <b>{print.volume_ml} mL</b></p>
      <p>{t('unit.collected')} {moment(print.collected_at)}</p>
      <p>{t('unit.expires')} <b>{moment(print.expires_at)}</b></p>
      <p>{t('label.storage')} {print.storage}</p>
      <ul className="bag-codes" aria-label={t('label.codes')}>{print.code128.map((code) => <li key={code.field}><code className="bag-code">{code.text}</code></li>)}</ul>
    </div>
  )
}

/** Print, stick, scan again: only the scan of the stuck label counts. */
export function Label({ unit }: { unit: ProcessUnitView }) {
  const { t } = useTranslation()
  const [print, setPrint] = useState<LabelPrinted | null>(null)
  const path = { id: unit.unit_id }
  const printing = useAction((_: null, key) => post('/api/process/units/{id}/labels', { path }, key), (made) => {
    setPrint(made)
    reload()
  })
  const checking = useAction(
    (values: Values, key) =>
      post('/api/process/units/{id}/label-check', { path, body: { scans: values.list('scans'), appearance: values.word<'normal' | 'abnormal'>('appearance'), note: values.maybe('note') } }, key),
    reload,
  )
  return (
    <Panel title={t('label.title')} aside={<Button busy={printing.pending} can={unit.can.label} onClick={() => void printing.run(null)}>{t('label.print')}</Button>}>
      {printing.problem && <ProblemBox problem={printing.problem} />}
      <div className="stack">
        {print && <Bag print={print} />}
        <Form action={checking} submit={t('label.check')} can={unit.can.label_check}>
          <Field name="scans" label={t('label.scan')} hint={t('label.scanHow')} lines={2} required />
          <div className="form-grid">
            <Field name="appearance" label={t('label.appearance')} required options={(['normal', 'abnormal'] as const).map((value) => ({ value, label: t(`label.${value}`) }))} />
            <Field name="note" label={t('note')} hint={t('label.noteHow')} />
          </div>
        </Form>
      </div>
    </Panel>
  )
}
