// The donor's own details: masked until asked for.
import { get, type Answer } from '@vena/api'
import { useCallback, useState } from 'react'
import { useAct } from '../app/act.ts'
import { useMe } from '../app/me.tsx'
import { Button, Page, Trouble } from '../app/parts.tsx'
import { useWords } from '../app/words.ts'

type Full = Answer<'/api/recruit/own/identity', 'get'>

export function Identity() {
  const { w, of } = useWords()
  const { me } = useMe()
  const [full, setFull] = useState<Full>()
  const show = useAct(useCallback(() => get('/api/recruit/own/identity'), []))
  if (!me) return null
  return (
    <Page title={w.me.identity} back="/me">
      <dl className="facts">
        <dt>{w.me.name}</dt><dd>{full?.name ?? me.name_masked}</dd>
        <dt>{of(me.document_title)}</dt><dd>{full?.document ?? me.document_masked}</dd>
        <dt>{w.me.phone}</dt><dd>{full?.phone ?? me.phone_masked}</dd>
        {full && <><dt>{w.me.born}</dt><dd>{full.born_on}</dd></>}
      </dl>
      <Trouble problem={show.problem} />
      <Button busy={show.busy} onClick={() => full ? setFull(undefined) : void show.run().then(setFull)}>{full ? w.common.hide : w.common.show}</Button>
      <p className="hint">{w.me.identityHint}</p>
    </Page>
  )
}
