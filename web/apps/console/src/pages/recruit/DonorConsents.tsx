import { post, type Donor } from '@vena/api'
import { Dialog, Field, Form, moment, Panel, StateWord, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

const CHANNELS = ['sms', 'call', 'wechat', 'mail', 'app'] as const
const PURPOSES = ['service', 'marketing'] as const
type Cell = { channel: (typeof CHANNELS)[number]; purpose: (typeof PURPOSES)[number] }

function Entry({ donor, cell, onDone }: { donor: Donor; cell: Cell; onDone: () => void }) {
  const { t } = useTranslation()
  const action = useAction((values: Values, key) => {
    const body = { ...cell, granted: values.text('granted') === 'yes', source: values.word<'desk' | 'phone' | 'paper'>('source') }
    return post('/api/recruit/donors/{id}/consents', { path: { id: donor.donor_id }, body }, key)
  }, onDone)
  return (
    <Form action={action} submit={t('file.addDo')}>
      <p>{t('file.consentHow')}</p>
      <Field name="granted" label={t('file.consents')} required options={[{ value: 'yes', label: t('file.grant') }, { value: 'no', label: t('file.withdraw') }]} />
      <Field name="source" label={t('file.source')} required options={(['desk', 'phone', 'paper'] as const).map((value) => ({ value, label: t(`consentSource.${value}`) }))} />
    </Form>
  )
}

/** What the donor said about being reached: a table of ways and purposes. */
export function DonorConsents({ donor }: { donor: Donor }) {
  const { t } = useTranslation()
  const may = useMay('recruit.consent.create')
  const [cell, setCell] = useState<Cell | null>(null)
  const word = ({ channel, purpose }: Cell) => donor.consents.find((one) => one.channel === channel && one.purpose === purpose)
  const shown = (at: Cell) => {
    const said = word(at)
    if (!said) return <span className="muted">{t('file.none')}</span>
    return <span title={t('file.said', { at: moment(said.said_at), source: t(`consentSource.${said.source}`) })}><StateWord tone={said.granted ? 'good' : 'quiet'}>{t(said.granted ? 'file.grant' : 'file.withdraw')}</StateWord></span>
  }
  const label = (at: Cell) => t('file.consentAsk', { channel: t(`channel.${at.channel}`), purpose: t(`consentPurpose.${at.purpose}`) })
  return (
    <Panel title={t('file.consents')}>
      <div className="scroll-x">
        <table className="file-consents">
          <thead><tr><th scope="col">{t('file.channel')}</th>{PURPOSES.map((purpose) => <th key={purpose} scope="col">{t(`consentPurpose.${purpose}`)}</th>)}</tr></thead>
          <tbody>
            {CHANNELS.map((channel) => (
              <tr key={channel}>
                <th scope="row">{t(`channel.${channel}`)}</th>
                {PURPOSES.map((purpose) => (
                  <td key={purpose}>{may ? <button type="button" className="file-cell" aria-label={label({ channel, purpose })} onClick={() => setCell({ channel, purpose })}>{shown({ channel, purpose })}</button> : shown({ channel, purpose })}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Dialog open={cell !== null} onClose={() => setCell(null)} title={cell ? label(cell) : ''}>
        {cell && <Entry donor={donor} cell={cell} onDone={() => { setCell(null); refresh('/api/recruit') }} />}
      </Dialog>
    </Panel>
  )
}
