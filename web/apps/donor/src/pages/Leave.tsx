// What goes and what stays when somebody leaves.
import { post } from '@vena/api'
import { useCallback, useState } from 'react'
import { useAct } from '../app/act.ts'
import { Button, Page, Trouble } from '../app/parts.tsx'
import { useWords } from '../app/words.ts'

export function Leave() {
  const { w } = useWords()
  const [done, setDone] = useState(false)
  const ask = useAct(useCallback((key: string) => post('/api/recruit/own/reports', { body: { kind: 'leave', words: w.leave.words, call_back: true } }, key), [w]))
  return (
    <Page title={w.leave.title} back="/me">
      <p className="lead">{w.leave.intro}</p>
      <h2>{w.leave.goes}</h2>
      <ul className="points">{w.leave.goesList.map((line) => <li key={line}>{line}</li>)}</ul>
      <h2>{w.leave.stays}</h2>
      <ul className="points">{w.leave.staysList.map((line) => <li key={line}>{line}</li>)}</ul>
      <p className="hint">{w.leave.why}</p>
      <Trouble problem={ask.problem} />
      {done ? <p className="notice" role="status">{w.leave.done}</p> : <Button kind="danger" busy={ask.busy} onClick={() => void ask.run().then((answer) => setDone(Boolean(answer)))}>{w.leave.do}</Button>}
    </Page>
  )
}
