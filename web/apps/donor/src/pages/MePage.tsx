// Everything that is the donor's own.
import { get, post } from '@vena/api'
import { useCallback } from 'react'
import { useAct } from '../app/act.ts'
import { useLoaded } from '../app/load.ts'
import { forgetMe, useMe } from '../app/me.tsx'
import { Button, Page, Row, Trouble } from '../app/parts.tsx'
import { go } from '../app/route.ts'
import { moment } from '../app/times.ts'
import { useWords } from '../app/words.ts'
import { signOut } from './SignIn.tsx'

export function MePage() {
  const { w, lang, choose } = useWords()
  const { me, again } = useMe()
  const sessions = useLoaded('sessions', () => get('/api/recruit/own/sessions'))
  const everywhere = useAct(useCallback((key: string) => post('/api/recruit/own/sessions/close', {}, key), []))
  if (!me) return null
  return (
    <Page title={w.me.title}>
      <section className="who"><strong>{me.name_masked}</strong><span>{me.phone_masked}</span></section>
      <h2>{w.me.service}</h2>
      <ul className="list">
        <Row title={w.me.reports} onClick={() => go('/me/reports')} />
        <Row title={w.common.language} end={lang === 'zh' ? '中文' : 'English'} onClick={() => choose(lang === 'zh' ? 'en' : 'zh')} />
      </ul>
      <h2>{w.me.privacy}</h2>
      <ul className="list">
        <Row title={w.me.identity} onClick={() => go('/me/identity')} />
        <Row title={w.me.consents} onClick={() => go('/me/consents')} />
        <Row title={w.me.looked} onClick={() => go('/me/looked')} />
        <Row title={w.me.leave} onClick={() => go('/me/leave')} />
      </ul>
      <h2>{w.me.sessions}</h2>
      <ul className="list">{sessions.data?.map((one) => <Row key={`${one.since}${one.device}`} title={one.this ? w.me.thisOne : browserName(one.device)} detail={moment(one.used_at)} />)}</ul>
      <Trouble problem={everywhere.problem} />
      <div className="pair">
        <Button onClick={() => void signOut().then(again)}>{w.me.signOut}</Button>
        <Button busy={everywhere.busy} onClick={() => void everywhere.run().then((done) => { if (done) { forgetMe(); again() } })}>{w.me.signOutAll}</Button>
      </div>
    </Page>
  )
}

/** The words of a browser's long name that people know. */
function browserName(device: string): string {
  const found = /(MicroMessenger|HuaweiBrowser|MiuiBrowser|Edg|Firefox|Chrome|Safari)/.exec(device)?.[1] ?? device.slice(0, 24)
  const system = /(Android|iPhone|iPad|HarmonyOS|Windows|Mac OS X|Linux)/.exec(device)?.[1] ?? ''
  return [found === 'MicroMessenger' ? '微信' : found, system].filter(Boolean).join(' · ')
}
