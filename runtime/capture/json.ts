/**
 * Reads JSON with whole numbers exact: beyond 2⁵³ they are bigints. `JSON.parse` would round today's nanoseconds to 256 of them.
 * Objects have no prototype, so that a key `__proto__` or `constructor` is a key and nothing else.
 */
export function parseExactJson(text: string): unknown {
  const at: Cursor = { text, index: 0 }
  const value = readValue(at, 0)
  skipSpace(at)
  if (at.index < text.length) throw fault(at)
  return value
}

// --- internal ---

interface Cursor {
  readonly text: string
  index: number
}

const MAX_DEPTH = 32
const RE_SPACE = /[ \t\n\r]*/y
const RE_NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them within a text
const RE_TEXT = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const RE_WORD = /true|false|null/y
const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

function readValue(at: Cursor, depth: number): unknown {
  if (depth > MAX_DEPTH) throw fault(at)
  skipSpace(at)
  const next = at.text[at.index]
  if (next === '"') return readText(at)
  if (next === '{') return readObject(at, depth)
  if (next === '[') return readList(at, depth)
  const word = take(at, RE_WORD)
  if (word !== undefined) return WORDS[word[0]]
  const number = take(at, RE_NUMBER)
  if (number === undefined) throw fault(at)
  const value = Number(number[0])
  const isWhole = number[1] === undefined && number[2] === undefined
  return isWhole && !Number.isSafeInteger(value) ? BigInt(number[0]) : value
}

function readText(at: Cursor): string {
  const text = take(at, RE_TEXT)?.[0]
  if (text === undefined) throw fault(at)
  return text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1)
}

function readObject(at: Cursor, depth: number): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null)
  readItems(at, '}', () => {
    skipSpace(at)
    const key = readText(at)
    expect(at, ':')
    object[key] = readValue(at, depth + 1)
  })
  return object
}

function readList(at: Cursor, depth: number): unknown[] {
  const list: unknown[] = []
  readItems(at, ']', () => list.push(readValue(at, depth + 1)))
  return list
}

function readItems(at: Cursor, close: string, readItem: () => void): void {
  at.index++
  skipSpace(at)
  if (at.text[at.index] === close) {
    at.index++
    return
  }
  for (;;) {
    readItem()
    skipSpace(at)
    const next = at.text[at.index++]
    if (next === close) return
    if (next !== ',') throw fault(at)
  }
}

function expect(at: Cursor, wanted: string): void {
  skipSpace(at)
  if (at.text[at.index++] !== wanted) throw fault(at)
}

function skipSpace(at: Cursor): void {
  take(at, RE_SPACE)
}

function take(at: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = at.index
  const found = pattern.exec(at.text)
  if (found === null) return undefined
  at.index = pattern.lastIndex
  return found
}

function fault({ index }: Cursor): SyntaxError {
  return new SyntaxError(`This is no JSON at character ${index}.`)
}
