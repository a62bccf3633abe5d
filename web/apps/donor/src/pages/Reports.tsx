// What the donor wants to tell us: first what it is about, then the words.
import { get, post } from '@vena/api'
import { useCallback, useState, type FormEvent } from 'react'
import { useAct } from '../app/act.ts'
import { useLoaded } from '../app/load.ts'
import { Button, Page, Row, Trouble } from '../app/parts.tsx'
import { go } from '../app/route.ts'
import { moment } from '../app/times.ts'
import { useWords } from '../app/words.ts'
import { Switch } from './Register.tsx'

const KINDS = ['unwell', 'illness', 'complaint', 'thanks', 'other'] as const
type Kind = typeof KINDS[number]
const LONGEST = 1000

export function Reports({ kind }: { kind?: string }) {
  return kind && (KINDS as readonly string[]).includes(kind) ? <Tell kind={kind as Kind} /> : <All />
}

function All() {
  const { w, of } = useWords()
  const { data, problem, again } = useLoaded('reports', () => get('/api/recruit/own/reports'))
  return (
    <Page title={w.reports.title} back="/me">
      <p className="notice">{w.reports.emergency}</p>
      <h2>{w.reports.what}</h2>
      <ul className="list big">{KINDS.map((kind) => <Row key={kind} title={w.reports[kind]} onClick={() => go(`/me/reports/${kind}`)} />)}</ul>
      {!data && <Trouble problem={problem} again={again} />}
      {data && data.length > 0 && <h2>{w.reports.mine}</h2>}
      <ul className="list">{data?.map((report) => (
        <Row key={report.report_id} title={of(report.kind_title)} end={report.closed_at ? undefined : w.reports.open}
          detail={<><span className="whole">{report.words}</span>{report.answer && <span className="whole answer">{w.reports.answer}：{report.answer}</span>}<small>{moment(report.reported_at)}</small></>} />
      ))}</ul>
    </Page>
  )
}

function Tell({ kind }: { kind: Kind }) {
  const { w } = useWords()
  const [words, setWords] = useState('')
  const [callBack, setCallBack] = useState(kind === 'unwell' || kind === 'illness')
  const send = useAct(useCallback((key: string, text: string, call: boolean) => post('/api/recruit/own/reports', { body: { kind, words: text, call_back: call } }, key), [kind]))
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (await send.run(words, callBack)) go('/me/reports', true)
  }
  return (
    <Page title={w.reports[kind]} back="/me/reports">
      {kind === 'unwell' && <p className="notice">{w.reports.emergency}</p>}
      <form onSubmit={(event) => void submit(event)}>
        <label className="field"><span>{w.reports.words}</span><textarea name="words" rows={6} maxLength={LONGEST} value={words} onChange={(event) => setWords(event.target.value)} required /></label>
        <p className="hint">{w.reports.left(LONGEST - words.length)}</p>
        <ul className="list"><Switch name="call_back" title={w.reports.callBack} on={callBack} turn={setCallBack} /></ul>
        <Trouble problem={send.problem} />
        <Button type="submit" kind="first" busy={send.busy}>{w.reports.send}</Button>
      </form>
    </Page>
  )
}
