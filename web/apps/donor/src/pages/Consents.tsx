// By which ways, and what for, the donor wants to be reached.
import { get, post, type Answer } from '@vena/api'
import { useCallback, useState } from 'react'
import { useAct } from '../app/act.ts'
import { useLoaded } from '../app/load.ts'
import { Page, Trouble, Waiting } from '../app/parts.tsx'
import { useWords } from '../app/words.ts'
import { Switch } from './Register.tsx'

type Said = Answer<'/api/recruit/own/consents', 'get'>
const CHANNELS = ['sms', 'call', 'wechat', 'mail', 'app'] as const
const PURPOSES = ['service', 'marketing'] as const

export function Consents() {
  const { w } = useWords()
  const loaded = useLoaded('consents', () => get('/api/recruit/own/consents'))
  const [changed, setChanged] = useState<Said>()
  const turn = useAct(useCallback((key: string, channel: typeof CHANNELS[number], purpose: typeof PURPOSES[number], granted: boolean) =>
    post('/api/recruit/own/consents', { body: { channel, purpose, granted } }, key), []))
  const said = changed ?? loaded.data
  const on = (channel: string, purpose: string) => said?.some((one) => one.channel === channel && one.purpose === purpose && one.granted) ?? false
  return (
    <Page title={w.consents.title} back="/me">
      {!said && loaded.loading && <Waiting />}
      {!said && <Trouble problem={loaded.problem} again={loaded.again} />}
      <Trouble problem={turn.problem} />
      {said && PURPOSES.map((purpose) => (
        <section key={purpose}>
          <h2>{w.consents[purpose]}</h2>
          <p className="hint">{purpose === 'service' ? w.consents.serviceHint : w.consents.marketingHint}</p>
          <ul className="list">{CHANNELS.map((channel) => (
            <Switch key={channel} name={`${purpose}-${channel}`} title={w.consents[channel]} on={on(channel, purpose)} busy={turn.busy} turn={(granted) => void turn.run(channel, purpose, granted).then((all) => { if (all) setChanged(all) })} />
          ))}</ul>
        </section>
      ))}
      <p className="hint">{w.consents.note}</p>
    </Page>
  )
}
