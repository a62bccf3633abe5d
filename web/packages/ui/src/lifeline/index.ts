import './lifeline.css'

export { Arm } from './Arm.tsx'
export * from './LifeLine.tsx'
