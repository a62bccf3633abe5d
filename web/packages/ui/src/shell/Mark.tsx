/** The sign of the house: two arms as dots, the river between them. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg className="brand-mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M8 11C15 11 13 21 24 21" />
      <circle cx="8" cy="11" r="3.2" />
      <circle cx="24" cy="21" r="3.2" />
    </svg>
  )
}
