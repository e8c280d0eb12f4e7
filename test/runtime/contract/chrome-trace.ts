/** Reads Chrome's trace format as its importers do, and says where spans of a track lie across each other. */

interface Line {
  readonly ph: string
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur: number
  readonly args: Record<string, unknown>
}

const PHASES = new Set(['X', 'M', 'C', 'i'])

/** An array whose end may be missing, and the comma before it left over. */
export function readTrace(text: string): readonly Line[] {
  const body = text.trimEnd()
  return JSON.parse(body.endsWith(']') ? body : `${body.replace(/,$/, '')}]`)
}

export function findTraceFaults(text: string): string[] {
  let lines: readonly Line[]
  try {
    lines = readTrace(text)
  } catch (error) {
    return [String(error)]
  }
  const faults = lines.flatMap((line) => {
    const isTimed = line.ph === 'M' || (Number.isFinite(line.ts) && line.ts >= 0)
    const isPlaced = line.ph !== 'X' || (Number.isFinite(line.dur) && line.dur >= 0 && Number.isInteger(line.tid))
    return PHASES.has(line.ph) && isTimed && isPlaced ? [] : [`bad line ${JSON.stringify(line)}`]
  })
  const tracks = Map.groupBy(
    lines.filter(({ ph }) => ph === 'X'),
    ({ pid, tid }) => `${pid} ${tid}`,
  )
  return [...faults, ...[...tracks.values()].flatMap(findCrossings)]
}

/** In whole nanoseconds, as Perfetto keeps them. */
function findCrossings(spans: readonly Line[]): string[] {
  const nanos = spans.map(({ name, ts, dur }) => {
    const start = Math.round(ts * 1000)
    return { name, start, end: start + Math.round(dur * 1000) }
  })
  nanos.sort((a, b) => a.start - b.start || b.end - a.end)
  const around: (typeof nanos)[number][] = []
  return nanos.flatMap((span) => {
    while (around.length > 0 && around.at(-1)!.end <= span.start) around.pop()
    const outer = around.at(-1)
    around.push(span)
    return outer !== undefined && span.end > outer.end ? [`${span.name} lies across ${outer.name}`] : []
  })
}
