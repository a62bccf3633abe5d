// What the donor gave and what became of it.
import { get, type Answer } from '@vena/api'
import { Fragment } from 'react'
import { useLoaded } from '../app/load.ts'
import { useMe } from '../app/me.tsx'
import { Nothing, Page, Row, Trouble, Waiting } from '../app/parts.tsx'
import { go } from '../app/route.ts'
import { dayOf } from '../app/times.ts'
import { useWords } from '../app/words.ts'

export type Given = Answer<'/api/recruit/own/donations', 'get'>[number]

export const useGiven = () => useLoaded('donations', () => get('/api/recruit/own/donations'))

export function History() {
  const { w, of } = useWords()
  const { data, problem, loading, again } = useGiven()
  return (
    <Page title={w.history.title}>
      {!data && loading && <Waiting />}
      {!data && <Trouble problem={problem} again={again} />}
      {data?.length === 0 && <Nothing title={w.history.none} hint={w.history.noneHint} />}
      {data && data.length > 0 && <NextDays />}
      <ul className="list big">
        {data?.map((one) => (
          <Row key={one.donation_number ?? `${one.station} ${one.on}`} title={<>{one.on} · {of(one.kind_title)}{one.volume_ml ? ` ${one.volume_ml} mL` : ''}</>}
            detail={<Became one={one} />} onClick={one.donation_number ? () => go(`/history/${one.donation_number}`) : undefined} />
        ))}
      </ul>
    </Page>
  )
}

/** From when on what may be given again; the same answer as at the chair. */
function NextDays() {
  const { w } = useWords()
  const { me } = useMe()
  const next = me?.verdicts.flatMap((verdict) => (verdict.from ? [{ kind: verdict.kind, from: verdict.from }] : [])) ?? []
  if (next.length === 0) return null
  return (
    <section>
      <h2>{w.history.next}</h2>
      <dl className="facts">
        {next.map((one) => <Fragment key={one.kind}><dt>{w.kinds[one.kind]}</dt><dd>{w.history.from(one.from)}</dd></Fragment>)}
      </dl>
    </section>
  )
}

export function Became({ one }: { one: Given }) {
  const { w } = useWords()
  if (one.station) return <>{w.history.elsewhere} · {one.station}</>
  return <>{one.result && <span className={one.result === 'good' ? 'good' : 'later'}>{w.history[one.result]}</span>}{one.used_at && <> · <span className="used">{w.history.used} {dayOf(one.used_at)}</span></>}</>
}
