// Where: the place that is free soonest first, or the nearest, worked out on this phone.
import { get } from '@vena/api'
import { useState } from 'react'
import { useLoaded } from '../app/load.ts'
import { Button, Nothing, Page, Row, Trouble, Waiting } from '../app/parts.tsx'
import { go } from '../app/route.ts'
import { clock, dayName, dayOf, kilometres, type Spot } from '../app/times.ts'
import { useWords } from '../app/words.ts'
import { isKind, type Kind } from './Choose.tsx'

export function Sites({ kind, moved }: { kind: string, moved?: string }) {
  const { w, lang, of } = useWords()
  const wanted: Kind = isKind(kind) ? kind : 'whole_blood'
  const { data, problem, loading, again } = useLoaded(`sites ${wanted}`, () => get('/api/recruit/own/sites', { query: { kind: wanted } }))
  const [here, setHere] = useState<Spot>()
  const [looking, setLooking] = useState<'no' | 'yes' | 'failed'>('no')
  const find = () => {
    setLooking('yes')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { setHere({ latitude: coords.latitude, longitude: coords.longitude }); setLooking('no') },
      () => setLooking('failed'),
      { maximumAge: 300_000, timeout: 8_000 },
    )
  }
  const far = (place: { latitude?: number | null, longitude?: number | null }) =>
    here && place.latitude && place.longitude ? kilometres(here, { latitude: place.latitude, longitude: place.longitude }) : undefined
  const shown = (data ?? []).map((site) => ({ ...site, far: far(site.place) }))
  if (here) shown.sort((a, b) => (a.far ?? 9e9) - (b.far ?? 9e9))
  const to = (site: string) => go(moved ? `/move/${moved}/${wanted}/${site}` : `/book/${wanted}/${site}`)
  return (
    <Page title={w.book.where} back="/book">
      <p className="lead">{w.kinds[wanted]}</p>
      {!here && <Button kind="quiet" busy={looking === 'yes'} onClick={find}>{looking === 'yes' ? w.book.locating : w.book.near}</Button>}
      {looking === 'failed' && <p className="hint">{w.book.noPosition}</p>}
      {here && <p className="hint">{w.book.position}</p>}
      {!data && loading && <Waiting />}
      {!data && <Trouble problem={problem} again={again} />}
      {data?.length === 0 && <Nothing title={w.book.full} />}
      <ul className="list big">
        {shown.map((site) => (
          <Row key={site.place.site_id} title={of(site.place.name)}
            onClick={() => to(site.place.site_id)}
            detail={<>
              <span className={site.next_free_at ? 'good' : 'later'}>{site.next_free_at ? `${w.book.next} ${dayName(dayOf(site.next_free_at), lang)} ${clock(site.next_free_at)}` : w.book.full}</span>
              <br />{site.place.kind === 'vehicle' ? `${w.book.vehicle} · ` : ''}{site.place.address || site.place.district}{site.open_now ? ` · ${w.book.openNow}` : ''}
            </>}
            end={site.far === undefined ? undefined : w.book.km(site.far < 10 ? site.far.toFixed(1) : String(Math.round(site.far)))} />
        ))}
      </ul>
    </Page>
  )
}
