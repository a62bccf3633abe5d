import { Mark } from '../parts.tsx'
import { say, type Lang } from '../words.ts'

/** Two buttons, one for each language: the first touch is the choice. */
export function Start({ greeting, onBegin, onGreet }: { greeting: boolean; onBegin: (lang: Lang) => void; onGreet: (lang: Lang) => void }) {
  return (
    <main className="k-page k-centre k-start">
      <Mark size={120} />
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
