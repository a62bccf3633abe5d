import { Mark } from '../parts.tsx'
import type { Paper } from '../usePaper.ts'
import { say, type Lang } from '../words.ts'

/** The kiosk becomes a pad until the paper is signed, and comes back by itself. */
const sign = () => location.assign('/pad?kiosk')

/** Two buttons, one for each language: the first touch is the choice. Above them a paper that waits for somebody's hand. */
export function Start({ greeting, paper, onBegin, onGreet }: { greeting: boolean; paper: Paper | null; onBegin: (lang: Lang) => void; onGreet: (lang: Lang) => void }) {
  return (
    <main className="k-page k-centre k-start">
      {paper ? <button type="button" className="k-sign" onClick={sign}><b>{say('zh', 'signHere', { whose: paper.whose, title: paper.title.zh })}</b><span lang="en">{say('en', 'signHere', { whose: paper.whose, title: paper.title.en })}</span></button> : <Mark size={120} />}
      <h1>{say('zh', 'welcome')}<span lang="en">{say('en', 'welcome')}</span></h1>
      <p>{say('zh', 'welcomeHow')}</p>
      <p lang="en" className="k-muted">{say('en', 'welcomeHow')}</p>
      <div className="k-pair">
        <button type="button" className="k-go k-big" onClick={() => onBegin('zh')}>{say('zh', 'begin')}</button>
        <button type="button" className="k-plain k-big" lang="en" onClick={() => onBegin('en')}>{say('en', 'begin')}</button>
      </div>
      {greeting && (
        <div className="k-pair">
          <button type="button" className="k-quiet" onClick={() => onGreet('zh')}>{say('zh', 'greet')}</button>
          <button type="button" className="k-quiet" lang="en" onClick={() => onGreet('en')}>{say('en', 'greet')}</button>
        </div>
      )}
    </main>
  )
}
