// One donation: how it ended, and what the donor may want to tell us about it.
import { get, getFile, post } from '@vena/api'
import { useCallback, useState } from 'react'
import { useAct } from '../app/act.ts'
import { Button, Page, Row, Sheet, Trouble, Waiting } from '../app/parts.tsx'
import { useLoaded } from '../app/load.ts'
import { go } from '../app/route.ts'
import { useWords } from '../app/words.ts'
import { Became, useGiven } from './History.tsx'

const PAPERS = '/api/recruit/own/donations/{number}/papers'

/** Opens the file in a tab of its own, from where a phone keeps or prints it; saved where no tab may be opened. */
async function openPaper(number: string, document: string, name: string): Promise<boolean> {
  const url = URL.createObjectURL(await getFile(`${PAPERS}/{document}`, { path: { number, document } }))
  if (!window.open(url)) Object.assign(window.document.createElement('a'), { href: url, download: `${name}.pdf` }).click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return true
}

/** What the donor signed for this donation: consent, registration, health check. */
function Papers({ number }: { number: string }) {
  const { w, of } = useWords()
  const { data, problem, loading, again } = useLoaded(`papers ${number}`, () => get(PAPERS, { path: { number } }))
  const open = useAct(useCallback((_: string, document: string, name: string) => openPaper(number, document, name), [number]))
  return (
    <section className="papers">
      <h2>{w.history.papers}</h2>
      {!data && (loading ? <Waiting /> : <Trouble problem={problem} again={again} />)}
      {data && <p className="hint">{data.length > 0 ? w.history.papersHint : w.history.papersNone}</p>}
      <Trouble problem={open.problem} />
      <ul className="list">
        {data?.map((paper) => <Row key={paper.document_id} title={of(paper.title)} detail={paper.complete ? paper.number : w.history.paperWaits} onClick={() => void open.run(paper.document_id, paper.number)} />)}
      </ul>
    </section>
  )
}

export function Donation({ number }: { number: string }) {
  const { w, of } = useWords()
  const { data, problem, loading, again } = useGiven()
  const [asking, setAsking] = useState(false)
  const [told, setTold] = useState<string>()
  const exclude = useAct(useCallback((key: string) => post('/api/recruit/own/donations/{number}/exclude', { path: { number }, body: {} }, key), [number]))
  const one = data?.find((given) => given.donation_number === number)
  if (!one) return <Page title={w.history.more} back="/history">{loading ? <Waiting /> : <Trouble problem={problem} again={again} />}</Page>
  return (
    <Page title={w.history.more} back="/history">
      <dl className="facts">
        <dt>{w.booking.day}</dt><dd>{one.on}</dd>
        <dt>{w.book.kind}</dt><dd>{of(one.kind_title)}{one.volume_ml ? ` ${one.volume_ml} mL` : ''}</dd>
        <dt>{w.history.number}</dt><dd>{number}</dd>
        {one.points && <><dt>{w.history.points}</dt><dd>+{one.points}</dd></>}
        {one.gift && <><dt>{w.history.gift}</dt><dd>{of(one.gift)}</dd></>}
      </dl>
      <p className="lead"><Became one={one} /></p>
      {one.result === 'call_us' && <p className="notice">{w.history.callUs}</p>}
      <ul className="list big">
        <Row title={w.history.unwell} onClick={() => go('/me/reports/unwell')} />
        <Row title={w.history.illness} onClick={() => go('/me/reports/illness')} />
        {one.may_exclude && !told && <Row title={w.history.exclude} onClick={() => setAsking(true)} />}
      </ul>
      {told && <p className="notice" role="status">{told}</p>}
      <Papers number={number} />
      {asking && (
        <Sheet title={w.history.excludeTitle} onClose={() => setAsking(false)}>
          <p>{w.history.excludeHint}</p>
          <Trouble problem={exclude.problem} />
          <Button kind="first" busy={exclude.busy} onClick={() => void exclude.run().then((done) => { if (done) { setTold(of(done.words)); setAsking(false) } })}>{w.history.excludeDo}</Button>
          <Button kind="quiet" onClick={() => setAsking(false)}>{w.common.cancel}</Button>
        </Sheet>
      )}
    </Page>
  )
}
