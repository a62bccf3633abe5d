// What goes and what stays when somebody leaves; how far the wish is.
import { get, post } from '@vena/api'
import { useCallback } from 'react'
import { useAct } from '../app/act.ts'
import { useLoaded } from '../app/load.ts'
import { Button, Page, Trouble, Waiting } from '../app/parts.tsx'
import { useWords } from '../app/words.ts'

export function Leave() {
  const { w, of } = useWords()
  const { data, problem, loading, again } = useLoaded('leaving', () => get('/api/recruit/own/leaving'))
  const ask = useAct(useCallback((key: string) => post('/api/recruit/own/leaving', { body: {} }, key), []))
  const stay = useAct(useCallback((key: string) => post('/api/recruit/own/leaving/withdraw', { body: {} }, key), []))
  if (!data) return <Page title={w.leave.title} back="/me">{loading ? <Waiting /> : <Trouble problem={problem} again={again} />}</Page>
  const open = data.state === 'open'
  return (
    <Page title={w.leave.title} back="/me">
      {open ? <p className="notice" role="status">{w.leave.open(data.due_on ?? '')}</p> : <p className="lead">{w.leave.intro}</p>}
      <h2>{w.leave.goes}</h2>
      <ul className="points">{data.removes.map((line) => <li key={line.code}>{of(line.text)}{line.count > 1 ? ` × ${line.count}` : ''}</li>)}</ul>
      <h2>{w.leave.stays}</h2>
      <ul className="points">{data.keeps.map((line) => <li key={line.code}>{of(line.text)}{line.clause && <small className="hint">{line.clause}</small>}</li>)}</ul>
      <p className="hint">{w.leave.why}</p>
      <Trouble problem={ask.problem ?? stay.problem} />
      {open
        ? <Button kind="quiet" busy={stay.busy} onClick={() => void stay.run().then(again)}>{w.leave.stay}</Button>
        : <Button kind="danger" busy={ask.busy} onClick={() => void ask.run().then(again)}>{w.leave.do}</Button>}
    </Page>
  )
}
