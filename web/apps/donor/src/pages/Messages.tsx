// What we told the donor.
import { get, post } from '@vena/api'
import { useState } from 'react'
import { useLoaded } from '../app/load.ts'
import { useMe } from '../app/me.tsx'
import { Nothing, Page, Row, Trouble, Waiting } from '../app/parts.tsx'
import { moment } from '../app/times.ts'
import { useWords } from '../app/words.ts'

export function Messages() {
  const { w, of } = useWords()
  const { again: readMe } = useMe()
  const { data, problem, loading, again } = useLoaded('messages', () => get('/api/recruit/own/messages'))
  const [open, setOpen] = useState<string>()
  async function read(id: string, known: boolean) {
    setOpen(open === id ? undefined : id)
    if (known) return
    // Read is read, also when this cannot be told right now.
    await post('/api/recruit/own/messages/{id}/opened', { path: { id } }).then(() => { again(); readMe() }, () => undefined)
  }
  return (
    <Page title={w.messages.title}>
      {!data && loading && <Waiting />}
      {!data && <Trouble problem={problem} again={again} />}
      {data?.items.length === 0 && <Nothing title={w.messages.none} hint={w.messages.noneHint} />}
      <ul className="list big">
        {data?.items.map((message) => (
          <Row key={message.message_id} mark={!message.read} title={of(message.title)}
            detail={<><span className={open === message.message_id ? 'whole' : 'clip'}>{of(message.text)}</span><small>{moment(message.at)}</small></>}
            onClick={() => void read(message.message_id, message.read)} />
        ))}
      </ul>
    </Page>
  )
}
