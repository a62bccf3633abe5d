/** An arm at rest with a closed hand, by its outline alone; the vein ends at the pad, where the river begins or ends. */
export function Arm({ x, y, mirrored, quiet, name, note }: { x: number; y: number; mirrored?: boolean; quiet?: boolean; name: string; note: string }) {
  return (
    <g transform={`translate(${x} ${y})`} className={quiet ? 'arm arm-quiet' : 'arm'} aria-hidden="true">
      <g transform={mirrored ? 'translate(104 0) scale(-1 1)' : undefined}>
        <path
          className="arm-limb"
          d="M0 -19C22 -18 40 -14 58 -11C63 -15 70 -17 79 -16C88 -16 94 -13 96 -8C98 -5 98 -1 97 2C97 6 96 9 93 12C90 15 85 16 79 16C70 16 63 15 58 11C40 14 22 18 0 19"
        />
        <path className="arm-line" d="M96 -7.5C92 -8.5 88 -8.5 85 -7.5M97.5 -0.5C93 -1.5 89 -1.5 85.5 -0.5M96.5 6.5C92.5 5.5 89 5.5 86 6.5" />
        <path className="arm-line" d="M62 2C66 -5 73 -9 79 -8C84 -7.5 85.5 -2.5 82 -0.5C78 1.5 73 2 70 6" />
        <path className="arm-vein" d="M0 2C14 1 26 -6 46 -14" />
        <circle className="arm-pad" cx="46" cy="-14" r="5" />
      </g>
      <text className="arm-name" x={mirrored ? 104 : 0} y="40" textAnchor={mirrored ? 'end' : 'start'}>{name}</text>
      <text className="arm-note" x={mirrored ? 104 : 0} y="56" textAnchor={mirrored ? 'end' : 'start'}>{note}</text>
    </g>
  )
}
