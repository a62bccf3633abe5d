// Who looked at the donor's full details.
import { get } from '@vena/api'
import { useLoaded } from '../app/load.ts'
import { Nothing, Page, Row, Trouble, Waiting } from '../app/parts.tsx'
import { moment } from '../app/times.ts'
import { useWords } from '../app/words.ts'

export function Looked() {
  const { w } = useWords()
  const { data, problem, loading, again } = useLoaded('looked', () => get('/api/recruit/own/looked'))
  return (
    <Page title={w.me.looked} back="/me">
      <p className="hint">{w.me.lookedHint}</p>
      {!data && loading && <Waiting />}
      {!data && <Trouble problem={problem} again={again} />}
      {data?.length === 0 && <Nothing title={w.me.lookedNone} />}
      <ul className="list">{data?.map((look) => <Row key={look.at + look.reason} title={`${look.organisation} · ${look.who_masked}`} detail={<>{look.reason}<br /><small>{moment(look.at)}</small></>} />)}</ul>
    </Page>
  )
}
