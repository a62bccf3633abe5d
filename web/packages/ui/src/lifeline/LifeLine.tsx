import { useMemo, useState } from 'react'
import { clock, exactMoment, shortDay } from '../format.ts'
import { useWidth } from '../useSize.ts'
import { useWords } from '../words.ts'
import { Legend } from './Legend.tsx'
import { layoutRiver, type Mark, type Voice } from './layout.ts'
import type { LifeEvent, LifeUnit } from './model.ts'
import { River, type People } from './River.tsx'
import { Stream } from './Stream.tsx'
import { tellStory } from './story.ts'
import { Tray } from './Tray.tsx'

export interface LifeLineProps {
  units: LifeUnit[]
  /** A unit's id, or a donation number when all branches are meant. */
  subject: string
  /** The instant up to which living branches are drawn, in ms. */
  now: number
  people?: People
  hrefOf: (unitId: string) => string
  /** Opens a branch inside the application; without it the address is followed. */
  onOpen?: (unitId: string) => void
}

const NARROW = 720

function useVoice(): Voice {
  const { t, pick, duration } = useWords()
  return useMemo(
    () => ({ word: (event: LifeEvent) => t(`event.${event.kind}` as 'event.collected', { defaultValue: pick(event.title) }), clock, day: shortDay, duration }),
    [t, pick, duration],
  )
}

/** From arm to arm: the picture of one unit's life, or of a whole donation with all its branches. */
export function LifeLine({ units, subject, now, people = {}, hrefOf, onOpen }: LifeLineProps) {
  const { t, pick } = useWords()
  const voice = useVoice()
  const { ref, width } = useWidth<HTMLDivElement>()
  const single = units.some((unit) => unit.unit_id === subject)
  const story = useMemo(() => tellStory(units, subject), [units, subject])
  const river = useMemo(() => layoutRiver(story, { width, now, voice, single }), [story, width, now, voice, single])
  const [wanted, setWanted] = useState<string | null>(null)
  const latest = story.branches.filter((branch) => branch.lane === 0).at(-1)?.steps.at(-1)?.event.event_id ?? ''
  const narrow = width > 0 && width < NARROW
  const chosen = wanted !== null && (wanted === '' || river.marks.some((m) => m.id === wanted)) ? wanted : narrow ? '' : latest
  const mark = river.marks.find((m) => m.id === chosen)
  const unit = units.find((u) => u.unit_id === mark?.unitId)
  const nameOf = (m: Mark) => `${pick(m.event.title)}${m.event.count ? ` ×${m.event.count}` : ''}, ${exactMoment(m.event.at)}, ${m.event.site_name}, ${m.event.actor_name}`
  return (
    <div className="lifeline" ref={ref}>
      {narrow ? (
        <Stream story={story} chosen={chosen} onChoose={setWanted} people={people} hrefOf={hrefOf} onOpen={onOpen} />
      ) : (
        <>
          <div className="lifeline-scroll" tabIndex={river.width > width ? 0 : -1}>
            <River river={river} chosen={chosen} onChoose={setWanted} nameOf={nameOf} people={people} label={t('line.describe', { count: river.marks.length })} />
          </div>
          <Legend river={river} />
          {mark && unit && <Tray event={mark.event} unit={unit} caret={river.width > width ? undefined : mark.x} />}
          <TextList marks={river.marks} nameOf={nameOf} />
        </>
      )}
    </div>
  )
}

/** The same life in words, for those who cannot or would rather not see the picture. */
function TextList({ marks, nameOf }: { marks: Mark[]; nameOf: (mark: Mark) => string }) {
  const { t } = useWords()
  const inTime = marks.toSorted((a, b) => Date.parse(a.event.at) - Date.parse(b.event.at) || a.lane - b.lane)
  return (
    <details className="lifeline-text">
      <summary>{t('line.list', { count: marks.length })}</summary>
      <ol>{inTime.map((mark) => <li key={mark.id}>{nameOf(mark)}{mark.event.second_name ? ` + ${mark.event.second_name}` : ''}{mark.event.reason ? ` (${mark.event.reason})` : ''}</li>)}</ol>
    </details>
  )
}
