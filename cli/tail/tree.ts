import pc from 'picocolors'
import type { WireEvent } from '../../runtime/capture/index.ts'

/** Prints events one by one so that spans read as a tree: a line where one opens, and a line, with its duration, where it ends. */
export interface Tree {
  readonly print: (event: WireEvent, source?: string) => string
}

/** Requests whose spans are open at once; of more than these the oldest are forgotten, and print as if they had no parent. */
const MAX_GROUPS = 1000

export function createTree(): Tree {
  /** Open spans, by what holds the events of one request together. */
  const groups = new Map<string, string[]>()
  return {
    print: (event, source) => {
      const group = event.correlationId ?? ''
      const open = groups.get(group) ?? []
      const { line, depth } = place(event, open)
      groups.delete(group)
      if (open.length > 0) groups.set(group, open)
      if (groups.size > MAX_GROUPS) groups.delete(groups.keys().next().value ?? '')
      const tag = [source ?? '', group.slice(0, 8)].filter((text) => text !== '').map(clean)
      return [pc.dim(showTime(event.timestampNs)), ...tag.map(pc.dim), '│ '.repeat(depth) + line].join(' ')
    },
  }
}

// --- internal ---

const RE_SPAN = /^(.+)\.(start|stop|exception)$/

/** The text of an event and how deep it stands; opens and closes spans on the way. */
function place({ name, measurements, metadata }: WireEvent, open: string[]): { line: string; depth: number } {
  const [, scope = name, end] = RE_SPAN.exec(name) ?? []
  const pairs = showPairs(metadata)
  if (end === 'start' && 'system_time' in measurements) {
    const depth = open.push(scope) - 1
    return { line: `${pc.cyan('┌')} ${pc.bold(clean(scope))}${pairs}`, depth }
  }
  const { duration } = measurements
  if (end !== undefined && end !== 'start' && duration !== undefined) {
    // Those above it were opened and never ended, or their end was lost.
    const at = open.lastIndexOf(scope)
    if (at !== -1) open.length = at
    const mark = end === 'stop' ? pc.green('└') : pc.red('✗')
    return { line: `${mark} ${clean(scope)} ${pc.yellow(showDuration(duration))}${pairs}`, depth: open.length }
  }
  return { line: `${pc.dim('•')} ${clean(name)}${showPairs(measurements)}${pairs}`, depth: open.length }
}

function showPairs(values: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(values).map(([key, value]) => ` ${pc.dim(`${clean(key)}=`)}${clean(showValue(value))}`)
  return pairs.join('')
}

function showValue(value: unknown): string {
  if (typeof value === 'string') return /^[^\s="]+$/.test(value) ? value : JSON.stringify(value)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

/** Nanoseconds, at a length that is read at a glance. */
function showDuration(given: unknown): string {
  const ns = Number(given)
  if (!Number.isFinite(ns)) return clean(String(given))
  if (ns < 1e3) return `${ns} ns`
  if (ns < 1e6) return `${(ns / 1e3).toFixed(1)} µs`
  return ns < 1e9 ? `${(ns / 1e6).toFixed(1)} ms` : `${(ns / 1e9).toFixed(2)} s`
}

function showTime(ns: bigint): string {
  const ms = Number(ns / 1_000_000n)
  return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString().slice(11, 23) : '--:--:--.---'
}

/** What comes from outside may not command the terminal. */
function clean(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}/gu, (unit) => `\\u${unit.codePointAt(0)!.toString(16).padStart(4, '0')}`)
}
