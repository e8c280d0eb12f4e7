import { RUNTIME_MARKS, type Wanted } from './wanted.ts'

/**
 * Something in an output that telemetry has left. `scope` is a name with a dot, `word` one without, given to a call;
 * `name` is a metadata key or a constant.
 */
export interface Trace {
  readonly kind: TraceKind
  readonly value: string
  /** The first place. */
  readonly start: number
  readonly end: number
  /** How often it is there. */
  count: number
}

export type TraceKind = 'module' | 'runtime' | 'generated' | 'scope' | 'word' | 'name'

/**
 * Finds the traces in a text of JavaScript. The text is not parsed: an output may be of any size and any syntax. A quote
 * opens a string wherever it stands, and a string is only looked at when it could be a name, so that a quote in a regular
 * expression or a comment cannot hide what follows it.
 */
export function scanText(text: string, wanted: Wanted): readonly Trace[] {
  const traces = new Map<string, Trace>()
  const add = (kind: TraceKind, value: string, start: number, end: number): void => {
    if (wanted.allowed.has(value)) return
    const known = traces.get(`${kind} ${value}`)
    if (known) known.count++
    else traces.set(`${kind} ${value}`, { kind, value, start, end, count: 1 })
  }
  scanLiterals(text, wanted, add)
  scanPaths(text, wanted, add)
  if (wanted.names.size > 0) scanKeys(text, wanted, add)
  scanReporters(text, add)
  return [...traces.values()].sort((a, b) => a.start - b.start)
}

type Add = (kind: TraceKind, value: string, start: number, end: number) => void

/**
 * A string that may be a name, escapes included. The closing quote is not taken, for it may as well be an opening one;
 * the backslashes before it are those of code within a string (`eval("require(\"telescopic\")")`). The length has a limit,
 * because a string of 50 MB would overflow the stack of the regular expression.
 */
const LITERAL =
  /(["'`])((?:[\w./@-]|\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|u\{[\da-fA-F]+\}|\r?\n|[^xu"'`\\])){1,300})(?=\\*\1)/g

function scanLiterals(text: string, wanted: Wanted, add: Add): void {
  LITERAL.lastIndex = 0
  for (let match = LITERAL.exec(text); match; match = LITERAL.exec(text)) {
    const written = match[2]!
    const value = written.includes('\\') ? decodeEscapes(written) : written
    const kind = judgeString(value, wanted) ?? judgeWord(text, value, match.index, LITERAL.lastIndex, wanted)
    if (kind) add(kind, value, match.index, LITERAL.lastIndex + 1)
  }
}

/** What a string is by itself, wherever it stands. */
function judgeString(value: string, { scopes, names, generated }: Wanted): TraceKind | undefined {
  if (scopes.has(value)) return 'scope'
  if (RUNTIME_MARKS.has(value)) return 'runtime'
  if (value === 'telescopic' || value.startsWith('telescopic/')) return 'module'
  if (value.includes(generated) && isGeneratedPath(value, generated)) return 'generated'
  // A quoted key that could have gone without quotes is found among the keys.
  return names.has(value) && value.includes('.') ? 'name' : undefined
}

/** A word alone is only looked at where a name of a scope would stand: as the first argument of a call. */
function judgeWord(text: string, value: string, start: number, end: number, wanted: Wanted): TraceKind | undefined {
  if (!wanted.words.has(value)) return undefined
  const opens = /\(\s*$/.test(text.slice(Math.max(0, start - 20), start))
  return opens && /^\\*["'`]\s*[,)]/.test(text.slice(end, end + 20)) ? 'word' : undefined
}

function decodeEscapes(written: string): string {
  return written.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]+)\}|([0-7]{1,3})|\r?\n|(.))/g,
    (_, two?: string, four?: string, braced?: string, octal?: string, other?: string) => {
      const hex = two ?? four ?? braced
      if (hex !== undefined) return fromCodePoint(Number.parseInt(hex, 16))
      return octal === undefined ? (other ?? '') : String.fromCharCode(Number.parseInt(octal, 8))
    },
  )
}

function fromCodePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}

/** The naming enums belong to the program, which may use them itself; every other generated file is telemetry's. */
export function isGeneratedPath(path: string, generated: string): boolean {
  const parts = path.split(/[\\/]/)
  const index = parts.lastIndexOf(generated)
  if (index === -1) return false
  return !/^names(?:\.|$)/.test(parts[index + 1] ?? '')
}

/** Whether a path leads into the runtime as it is installed. */
export function isRuntimePath(path: string): boolean {
  return /(?:^|[\\/])telescopic[\\/]+dist[\\/]/.test(path)
}

/** Paths in comments: a bundler writes from which file the code is, also when the names in it are gone. */
function scanPaths(text: string, { generated }: Wanted, add: Add): void {
  for (const needle of [`${generated}/`, 'telescopic/dist/']) {
    for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
      const path = /[\w./@-]*/y
      path.lastIndex = at
      const rest = path.exec(text)![0]
      // In quotes it has been found among the strings.
      const quoted = /["'`][\w./@-]*$/.test(text.slice(Math.max(0, at - 200), at))
      const end = at + rest.length
      if (isRuntimePath(rest)) add('runtime', 'telescopic/dist', at, end)
      else if (!quoted && isGeneratedPath(rest, generated)) add('generated', rest, at, end)
    }
  }
}

const KEY = /[{,]\s*["']?([a-z]\w*_\w*)["']?\s*:/g

function scanKeys(text: string, { names }: Wanted, add: Add): void {
  KEY.lastIndex = 0
  for (let match = KEY.exec(text); match; match = KEY.exec(text)) {
    const name = match[1]!
    if (!names.has(name)) continue
    const start = match.index + match[0].indexOf(name)
    add('name', name, start, start + name.length)
  }
}

/** A method of the contract of reporters, defined: a reporter that a bundle holds by itself has no other mark. */
const REPORTER = /[{,;}]\s*(["']?)(recordTiming)\1\s*(?::|\([^()]*\)\s*\{)/g

function scanReporters(text: string, add: Add): void {
  REPORTER.lastIndex = 0
  for (let match = REPORTER.exec(text); match; match = REPORTER.exec(text)) {
    const start = match.index + match[0].indexOf('recordTiming')
    add('runtime', 'recordTiming', start, start + 'recordTiming'.length)
  }
}
