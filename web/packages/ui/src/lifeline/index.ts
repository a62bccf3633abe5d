import './lifeline.css'

export { Arm } from './Arm.tsx'
export * from './LifeLine.tsx'
export type * from './model.ts'
