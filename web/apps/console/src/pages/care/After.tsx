// What follows a donation: thanks, the next date, points, the small gift.
import { post, type AfterDonation, type GiftStock } from '@vena/api'
import { Field, Form, moment, Panel, ProblemBox, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './after.css'

const reload = () => refresh('/api/care')

/** How many are left, in a word that a glance takes in. */
export function GiftState({ gift }: { gift: GiftStock }) {
  const { t } = useTranslation()
  if (gift.pieces < 0) return <StateWord tone="danger">{t('after.recount')}</StateWord>
  return gift.low ? <StateWord tone="warning">{t('after.low')}</StateWord> : null
}

/** The gifts of a site as choices, each with what is left of it. */
export function useGiftChoices() {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (gifts: GiftStock[]) => gifts.map((gift) => ({ value: gift.gift, label: gift.last_at ? `${pick(gift.name)} · ${t('after.left', { count: gift.pieces })}` : pick(gift.name) }))
}

function Gift({ after, site }: { after: AfterDonation, site: string }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const choices = useGiftChoices()
  const action = useAction((values: Values, key) => post('/api/care/donations/{number}/gift', { path: { number: after.donation_number }, body: { gift: values.text('gift'), site_id: site } }, key), reload)
  if (after.gift) return <p><StateWord tone="good">{t('after.given', { name: pick(after.gift.name), at: moment(after.gift.at) })}</StateWord></p>
  return (
    <Form action={action} submit={t('after.handOut')} can={after.hand_out}>
      <Field name="gift" label={t('after.gift')} required options={[{ value: '', label: t('after.pick') }, ...choices(after.gifts)]} />
    </Form>
  )
}

/** Said to the donor who leaves: thanks, from when on one may give again, points, and the gift when it was not handed out yet. */
export function After({ number, site, gone }: { number: string, site: string, gone: boolean }) {
  const may = useMay('care.donation.view')
  return may ? <Seen number={number} site={site} gone={gone} /> : null
}

function Seen({ number, site, gone }: { number: string, site: string, gone: boolean }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { data, problem, reload: again } = useGet('/api/care/donations/{number}', { path: { number }, query: { site_id: site } })
  if (problem) return <ProblemBox problem={problem} onRetry={again} />
  if (!data) return null
  return (
    <Panel title={t('after.thanks')}>
      <dl className="after-next" aria-label={t('after.nextTitle')}>
        {data.next.map((next) => <div key={next.kind}><dt>{pick(next.title)}</dt><dd>{t('after.from', { day: next.from })}</dd></div>)}
        {data.points && <div><dt>{t('after.points')}</dt><dd>{t('after.pointsOf', { count: data.points })}</dd></div>}
      </dl>
      {data.next.length === 0 && <p>{t('after.never')}</p>}
      <p className="muted">{t('after.told')}</p>
      {(gone || data.gift) && <Gift after={data} site={site} />}
    </Panel>
  )
}
