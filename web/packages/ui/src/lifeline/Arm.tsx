/** An arm at rest, drawn by its outline alone; the vein ends at the crook, where the river begins or ends. */
export function Arm({ x, y, mirrored, quiet, name, note }: { x: number; y: number; mirrored?: boolean; quiet?: boolean; name: string; note: string }) {
  return (
    <g transform={`translate(${x} ${y})`} className={quiet ? 'arm arm-quiet' : 'arm'} aria-hidden="true">
      <g transform={mirrored ? 'translate(104 0) scale(-1 1)' : undefined}>
        <path
          className="arm-limb"
          d="M-6 -19C14 -21 34 -17 52 -14C62 -13 66 -19 76 -19C88 -19 95 -12 95 -2C95 9 88 16 76 16C66 16 62 11 52 12C34 15 14 20 -6 20Z"
        />
        <path className="arm-line" d="M79 -10C86 -10 89 -8 89 -6M80 -3C88 -3 91 -1 91 0M79 5C86 5 89 6 89 7" />
        <path className="arm-vein" d="M-6 3C12 2 24 -4 46 -17" />
        <circle className="arm-pad" cx="46" cy="-17" r="5" />
      </g>
      <text className="arm-name" x={mirrored ? 104 : 0} y="40" textAnchor={mirrored ? 'end' : 'start'}>{name}</text>
      <text className="arm-note" x={mirrored ? 104 : 0} y="56" textAnchor={mirrored ? 'end' : 'start'}>{note}</text>
    </g>
  )
}
