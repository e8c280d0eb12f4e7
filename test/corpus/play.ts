import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { WORKLOADS } from './workloads.ts'

/**
 * Plays one bundle in a process of its own: the package's workload, then every exported function with a few arguments.
 * Writes what came back as lines, how much was recorded, and the sum of it.
 */

type AnyFunction = (...args: readonly unknown[]) => unknown

let random = 1
Math.random = () => {
  random = (random * 16807) % 2147483647
  return random / 2147483647
}
Date.now = () => 1_700_000_000_000
const quiet = ['log', 'warn', 'error', 'info', 'debug', 'trace', 'group'] as const
for (const name of quiet) console[name] = () => {}
process.on('unhandledRejection', () => {})

const [file, name, out] = process.argv.slice(2) as [string, string, string]
const { main, records } = (await import(pathToFileURL(file).href)) as {
  main: Record<string, unknown>
  records: { count: number; trail: number }
}
// An error that a workload throws must be seen; what is thrown behind the calls below is their own affair.
const lines: string[] = []
/** Modules of functions that end with any arguments, of a package whose exports are modules. */
const PURE = /^(?:Option|Result|Predicate|Boolean|Order|Record|Struct|Tuple|Duration|Equal|Hash)$/

function tryExport(key: string, value: unknown, depth: number): void {
  lines.push(`${key}: ${describe(value, 2)}`)
  if (depth < 1 && typeof value === 'object' && value !== null && PURE.test(key)) {
    for (const inner of Object.keys(value).sort()) tryExport(`${key}.${inner}`, (value as never)[inner], depth + 1)
  }
  if (typeof value !== 'function' || /run|exit|Server|worker|Socket|repeat|interval|forever/i.test(key)) return
  for (const args of ARGUMENTS) lines.push(`${key}(${describe(args, 1)}): ${attempt(value as AnyFunction, args)}`)
}

function attempt(fn: AnyFunction, args: readonly unknown[]): string {
  try {
    const result = fn(...args)
    if (result instanceof Promise) result.catch(() => {})
    const described = describe(result, 2)
    return typeof result === 'function' ? `${described} → ${attemptAgain(result as AnyFunction)}` : described
  } catch (error) {
    return `throws ${describeError(error)}`
  }
}

function attemptAgain(fn: AnyFunction): string {
  try {
    return describe(fn('a', 2), 2)
  } catch (error) {
    return `throws ${describeError(error)}`
  }
}

/** The engine quotes the source text of what it cannot call. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return describe(error, 1)
  return `${error.name}: ${error.message.replace(/^.* is not (a \w+|iterable).*$/, '… is not $1')}`
}

const double = (value: unknown): unknown => Number(value) * 2
const ARGUMENTS: readonly (readonly unknown[])[] = [
  [],
  ['text'],
  [3, 2],
  [[1, 2, 3], double],
  [{ a: 1, b: [2] }],
  [double, 'x'],
]

function describe(value: unknown, depth: number): string {
  if (typeof value === 'function') return `function(${value.length})`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  if (depth === 0) return 'object'
  try {
    if (Array.isArray(value))
      return `[${value
        .slice(0, 20)
        .map((one) => describe(one, depth - 1))
        .join(', ')}]`
    const keys = Object.keys(value).sort().slice(0, 30)
    const own = keys.map((key) => `${key}: ${describe((value as never)[key], depth - 1)}`)
    return `{${own.join(', ')}}`
  } catch (error) {
    return `unreadable ${String(error)}`
  }
}

const workload = WORKLOADS[name]
if (workload)
  await workload(main as never, (...values) =>
    lines.push(`workload: ${values.map((one) => describe(one, 3)).join(' ')}`),
  )
process.on('uncaughtException', () => {})
for (const key of Object.keys(main).sort()) tryExport(key, main[key], 0)
// What was begun may still answer.
await new Promise((resolve) => setTimeout(resolve, 200))
writeFileSync(out, JSON.stringify({ lines, records: records.count, trail: records.trail }))
process.exit(0)
