// One look-back or recall: who has answered, where every unit is, what is left to do.
import { post, type Recall } from '@vena/api'
import { Button, Dialog, donationNumber, Facts, Field, Form, GroupBadge, moment, Page, Panel, StateWord, useAction, useWords, type Tone, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { UnitLink } from '../../app/UnitLink.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Deadline } from './Recalls.tsx'
import './recalls.css'

const reload = () => refresh('/api/govern')
const TONES: Record<string, Tone> = { settled: 'good', judge: 'warning', follow: 'danger', search: 'danger' }

type Bag = Recall['units_listed'][number]

interface SayProps {
  label: string
  how: string
  field: string
  danger?: boolean
  required?: boolean
  can: Recall['can'][string] | undefined
  perform: (values: Values, key: string) => Promise<unknown>
}

/** A button that asks for words and then does it. */
function Say({ label, how, field, danger, required = true, can, perform }: SayProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(perform, () => {
    setOpen(false)
    reload()
  })
  return (
    <>
      <Button kind={danger ? 'danger' : 'primary'} can={can} onClick={() => { action.clear(); setOpen(true) }}>{label}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={label}>
        <Form action={action} submit={label} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <p>{how}</p>
          <Field name={field} label={t('recall.words')} lines={3} required={required} autoFocus />
        </Form>
      </Dialog>
    </>
  )
}

function Row({ recall, bag }: { recall: Recall; bag: Bag }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = useMay('govern.recall.follow')
  const { unit } = bag
  return (
    <tr>
      <td data-title={t('unit.number')}><UnitLink unit={unit} /></td>
      <td data-title={t('unit.product')}><GroupBadge group={unit.group} /> {pick(unit.product_name)}</td>
      <td data-title={t('unit.place')}>{[unit.custodian_name, unit.site_name].filter(Boolean).join(' · ')}</td>
      <td data-title={t('recall.left')}>
        {!recall.drill && <StateWord tone={TONES[bag.open] ?? 'quiet'}>{t(`recall.opens.${bag.open}` as 'recall.opens.judge')}</StateWord>} <span className="muted">{t(`recall.lives.${unit.life}` as 'recall.lives.stock', unit.life)}</span>
        {bag.said && <div>{bag.said} <small className="muted">{bag.followed_by_name} {bag.followed_at && moment(bag.followed_at)}</small></div>}
        {may && bag.open === 'follow' && <div className="after"><Say label={t('recall.follow')} how={t('recall.followHow')} field="said" can={bag.can_follow} perform={(values, key) => post('/api/govern/recalls/{id}/follow', { path: { id: recall.recall_id }, body: { unit: unit.unit_id, said: values.text('said') } }, key)} /></div>}
      </td>
    </tr>
  )
}

function Bags({ recall }: { recall: Recall }) {
  const { t } = useTranslation()
  const rank = ['search', 'follow', 'judge', 'settled']
  const bags = recall.units_listed.toSorted((a, b) => rank.indexOf(a.open) - rank.indexOf(b.open))
  const left = bags.filter((bag) => bag.open !== 'settled').length
  return (
    <Panel title={t('recall.bags', { count: bags.length })} aside={!recall.drill && <span className="muted">{t('recall.leftN', { count: left })}</span>}>
      <table className="table recall-bags">
        <caption className="unseen">{t('recall.units')}</caption>
        <thead><tr><th scope="col">{t('unit.number')}</th><th scope="col">{t('unit.product')}</th><th scope="col">{t('unit.place')}</th><th scope="col">{t('recall.left')}</th></tr></thead>
        <tbody>{bags.map((bag) => <Row key={bag.unit.unit_id} recall={recall} bag={bag} />)}</tbody>
      </table>
    </Panel>
  )
}

function Parties({ recall }: { recall: Recall }) {
  const { t } = useTranslation()
  if (recall.parties_listed.length === 0) return <Panel title={t('recall.answered')}><p className="muted">{t('recall.nobodyHas')}</p></Panel>
  return (
    <Panel title={t('recall.answered')} aside={<span className="number">{recall.acknowledged} / {recall.parties}</span>}>
      <ul className="plain-list">
        {recall.parties_listed.map((party) => (
          <li key={party.org_id} className="row">
            <b>{party.org_name}</b> <span className="muted">{t('recall.bagsN', { count: party.units })}</span>
            {party.acknowledged_at ? <StateWord tone="good">{t('recall.confirmed', { name: party.acknowledged_by_name, at: moment(party.acknowledged_at) })}</StateWord> : <StateWord tone={recall.overdue ? 'danger' : 'warning'}>{t('recall.silent')}</StateWord>}
            {party.note && <span>{party.note}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Detail({ recall }: { recall: Recall }) {
  const { t } = useTranslation()
  const [acknowledges, closes] = [useMay('govern.recall.acknowledge'), useMay('govern.recall.close')]
  const path = { id: recall.recall_id }
  const own = recall.donations_listed
  return (
    <Page title={`${recall.recall_no} ${t(`recall.causes.${recall.cause}`)}`} aside={<>{recall.drill && <StateWord tone="notice">{t('recall.drillYes')}</StateWord>}<Deadline recall={recall} /></>}>
      {recall.drill && <p>{t('recall.drillHow')}</p>}
      <div className="row">
        {acknowledges && recall.can.acknowledge?.ok && <Say label={t('recall.acknowledge')} how={t('recall.acknowledgeHow')} field="note" required={false} can={recall.can.acknowledge} perform={(values, key) => post('/api/govern/recalls/{id}/acknowledge', { path, body: { note: values.maybe('note') } }, key)} />}
        {closes && !recall.closed_at && <Say label={t('recall.close')} how={t('recall.closeHow')} field="conclusion" can={recall.can.close} perform={(values, key) => post('/api/govern/recalls/{id}/close', { path, body: { conclusion: values.text('conclusion') } }, key)} />}
      </div>
      <Parties recall={recall} />
      <Bags recall={recall} />
      {own.length > 0 && <Panel title={t('recall.donationsN', { count: own.length })}><p className="recall-numbers">{own.map((one) => <span key={one.donation_number} className="number">{one.named ? <b>{donationNumber(one.donation_number)}</b> : donationNumber(one.donation_number)}</span>)}</p></Panel>}
      <Panel>
        <Facts items={[[t('recall.opened'), `${moment(recall.opened_at)} ${recall.opened_by.display_name}`], [t('reason'), recall.reason ?? '—'], [t('recall.confirmedBy'), moment(recall.acknowledge_until)], [t('recall.closedBy'), moment(recall.close_until)], [t('recall.conclusion'), recall.conclusion ? `${recall.conclusion}（${recall.closed_by?.display_name ?? ''} ${recall.closed_at ? moment(recall.closed_at) : ''}）` : '—']]} />
      </Panel>
    </Page>
  )
}

export function Component() {
  const { id = '' } = useParams()
  const recall = useGet('/api/govern/recalls/{id}', { path: { id } })
  return <Opened from={recall}>{(data) => <Detail key={data.recall_id} recall={data} />}</Opened>
}
