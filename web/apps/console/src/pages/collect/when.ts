import { createContext, useContext } from 'react'

/** When a step happened, where it is typed later: after a power cut every step says its own time. Nothing while it happens. */
export const When = createContext<() => string | undefined>(() => undefined)

export const useWhen = () => useContext(When)
