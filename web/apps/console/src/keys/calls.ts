// What is asked of the server before and after a key has done its part. Every question is asked anew, for its challenge is
// good once; every answer is sent until it has arrived, for a person touches a key once.
import { newKey, post, toProblem, type Body, type SignedDocument } from '@vena/api'

const TRIES = 3

/** Sends an answer again while the line is cut; the server carries it out once. */
export async function insist<T>(once: (key: string) => Promise<T>, pause: () => Promise<void> = () => new Promise((go) => { setTimeout(go, 800) })): Promise<T> {
  const key = newKey()
  for (let tried = 1; ; tried++) {
    try {
      // One after the other: the next is only sent when the one before was lost.
      // eslint-disable-next-line no-await-in-loop
      return await once(key)
    } catch (thrown) {
      if (tried >= TRIES || toProblem(thrown).status !== 0) throw thrown
      // eslint-disable-next-line no-await-in-loop
      await pause()
    }
  }
}

/** What a new key is to be made for, or is to sign as a proof that it is at hand. */
export const askToRegister = (medium: Body<'/api/records/challenges'>['medium']) => post('/api/records/challenges', { body: { medium } })

export const register = (registration: Body<'/api/records/certificates/register'>) => insist((key) => post('/api/records/certificates/register', { body: registration }, key))

/** Sees whether a key works; nothing is signed but random bytes. Sent once: a PIN that was wrong is counted. */
export const tryKey = (id: string, trial: Body<'/api/records/certificates/{id}/try'>) => post('/api/records/certificates/{id}/try', { path: { id }, body: trial })

export const askToSignIn = (username?: string) => post('/api/records/sign-ins/begin', { body: { username } })

/** Sent once: a challenge is answered once, whatever became of the line. */
export const signIn = (answer: Body<'/api/records/sign-ins'>) => post('/api/records/sign-ins', { body: answer })

type HereWish = Body<'/api/records/documents/{id}/sign'>
type OutsideWish = Body<'/api/records/documents/{id}/sign/begin'>

/** Signs with a key that the server keeps; its owner's PIN opens it. */
export const signHere = (id: string, wish: HereWish, key: string): Promise<SignedDocument> => post('/api/records/documents/{id}/sign', { path: { id }, body: wish }, key)

export const askToSign = (id: string, wish: OutsideWish) => post('/api/records/documents/{id}/sign/begin', { path: { id }, body: wish })

export const signed = (id: string, answer: Body<'/api/records/documents/{id}/sign/finish'>): Promise<SignedDocument> =>
  insist((key) => post('/api/records/documents/{id}/sign/finish', { path: { id }, body: answer }, key))

/** Signs many documents so, a portion at once. */
export const signManyHere = (wish: Body<'/api/records/documents/sign-many'>, key: string) => post('/api/records/documents/sign-many', { body: wish }, key)

export const askToSignMany = (wish: Body<'/api/records/documents/sign-many/begin'>) => post('/api/records/documents/sign-many/begin', { body: wish })

export const signedMany = (answers: Body<'/api/records/documents/sign-many/finish'>['answers']) =>
  insist((key) => post('/api/records/documents/sign-many/finish', { body: { answers } }, key))
