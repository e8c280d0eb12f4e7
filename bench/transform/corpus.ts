import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes the programs that are compiled: modules as people write them, with telemetry or without, the same ones each time. */

/** How many calls a module with telemetry has. */
export const CALLS_PER_MODULE = 9

export const CATALOG = `telescopic: 1
attributes:
  rows: { type: int, brief: Rows that were read. }
  source: { type: string, brief: Where they came from. }
scopes:
  store.load: { kind: span, brief: Loading., attributes: { source: recommended } }
  store.merge: { kind: span, brief: Merging. }
  store.scan: { kind: span, brief: Scanning., attributes: { rows: recommended } }
  store.hit: { kind: counter, brief: Rows found. }
  store.miss: { kind: counter, brief: Rows not found., attributes: { source: recommended } }
  store.size: { kind: gauge, unit: '{row}', brief: Rows kept. }
  store.width: { kind: histogram, unit: '{field}', brief: Fields of a row. }
`

export interface Corpus {
  readonly modules: number
  /** Part of the modules that have calls, from 0 to 1. */
  readonly withCalls: number
}

/** Writes a corpus into a folder, with an entry that imports all of it; gives the size of its sources. */
export function writeCorpus(folder: string, { modules, withCalls }: Corpus): number {
  mkdirSync(folder, { recursive: true })
  let bytes = 0
  const names: string[] = []
  for (let index = 0; index < modules; index++) {
    const text = generateModule(index, hasCalls(index, withCalls))
    writeFileSync(join(folder, `module-${index}.ts`), text)
    bytes += Buffer.byteLength(text)
    names.push(`export * as m${index} from './module-${index}'`)
  }
  writeFileSync(join(folder, 'index.ts'), `${names.join('\n')}\n`)
  writeFileSync(join(folder, 'scopes.yaml'), CATALOG)
  return bytes
}

/** Spreads the modules with calls evenly over the corpus. */
function hasCalls(index: number, part: number): boolean {
  return Math.floor((index + 1) * part) > Math.floor(index * part)
}

/**
 * Prints one module: about 110 lines and 4.3 kB, with two imports, generics, an enum, a class with private fields, async
 * functions, templates and regular expressions. Without telemetry it is the same module, calls taken out by hand.
 */
export function generateModule(index: number, calls: boolean): string {
  const seed = createRandom(index)
  const noun = pick(seed, ['Invoice', 'Parcel', 'Sensor', 'Ticket', 'Ledger', 'Recipe', 'Voyage', 'Census'])
  const name = `${noun}${index}`
  const neighbour = index === 0 ? undefined : index - 1
  const imports = [
    ...(neighbour === undefined ? [] : [`import { limit${neighbour} } from './module-${neighbour}'`]),
    "import { createHash } from 'node:crypto'",
    ...(calls ? ["import { tele } from 'telescopic'"] : []),
  ]
  const limit = 10 + Math.floor(seed() * 90)
  const only = (line: string): string => (calls ? line : '')
  const span = (head: string, body: string): string => (calls ? `tele(${head}, () => ${body})` : body)
  const parts = [
    imports.join('\n'),
    printTypes(name, limit, neighbour, index),
    printClass(name, only, span),
    printFunctions(name, index, only, calls),
    printText(name, index, pick(seed, ['-', '_', '/', ':']), only),
  ]
  return `${parts
    .join('\n\n')
    .split('\n')
    .filter((line) => line !== '@')
    .join('\n')}\n`
}

type Only = (line: string) => string

/** A line that is not there is marked, so that an empty line stays one. */
function line(text: string, indent = 4): string {
  return text === '' ? '@' : ' '.repeat(indent) + text
}

function printTypes(name: string, limit: number, neighbour: number | undefined, index: number): string {
  const least = neighbour === undefined ? '0' : `limit${neighbour} % 7`
  return `export const limit${index}: number = Math.max(${limit}, ${least})

/** What is known of one ${name}, before anybody has looked at it. */
export interface ${name}Row<Key extends string = string> {
  readonly key: Key
  readonly fields: Readonly<Record<string, string | number | undefined>>
  readonly seen?: Date
}

export enum ${name}State {
  Fresh = 'fresh',
  Stale = 'stale',
  Gone = 'gone',
}

export type ${name}Lookup<T> = T extends ${name}Row<infer Key> ? { readonly [K in Key]: T } : never`
}

function printClass(name: string, only: Only, span: (head: string, body: string) => string): string {
  return `export class ${name}Store<Row extends ${name}Row> implements Iterable<Row> {
  readonly #rows: Map<string, Row> = new Map()
  #state: ${name}State = ${name}State.Fresh
  static #count = 0

  constructor(rows: Iterable<Row> = [], readonly label?: string) {
    for (const row of rows) this.#rows.set(row.key, row)
    ${name}Store.#count++
${line(only("tele.gauge('store.size', this.#rows.size)"))}
  }

  get state(): ${name}State {
    return this.#state
  }

  find(key: string): Row | undefined {
    const row = this.#rows.get(key) ?? this.#rows.get(key.toLowerCase())
${line(only("tele.count('store.miss', row ? 0 : 1, { source: this.label ?? 'unknown' })"))}
${line(only("tele.count('store.hit', row ? 1 : 0)"))}
    return row
  }

  merge(other: ${name}Store<Row>): this {
    const fresh = ${span("'store.merge'", '[...other].filter((row) => !this.#rows.has(row.key))')}
    for (const row of fresh) this.#rows.set(row.key, row)
    this.#state = fresh.length > 0 ? ${name}State.Fresh : ${name}State.Stale
    return this
  }

  *[Symbol.iterator](): Iterator<Row> {
    yield* this.#rows.values()
  }
}`
}

function printFunctions(name: string, index: number, only: Only, calls: boolean): string {
  const open = calls ? "return await tele('store.load', { source: String(source) }, async () => {" : '{'
  const close = calls ? '})' : '}'
  return `export async function load${name}<T extends ${name}Row>(
  source: URL | string,
  read: (source: URL | string) => Promise<readonly T[]>,
): Promise<${name}Store<T>> {
  ${open}
    const rows = await read(source)
    const store = new ${name}Store<T>(rows.slice(0, limit${index}), String(source))
    if (rows.length > limit${index}) throw new RangeError(\`\${rows.length} rows, the limit is \${limit${index}}\`)
    return store
  ${close}
}

export function scan${name}(rows: readonly ${name}Row[], pattern: RegExp = /^(?:[a-z]+|\\d{1,3})[-_/]?$/i) {
${line(only("using scan = tele('store.scan')"), 2)}
  const found: string[] = []
  for (const { key, fields } of rows) {
    const width = Object.keys(fields).length / 2
${line(only("tele.record('store.width', width)"))}
    if (pattern.test(key) && width > 0) found.push(key.replace(/["'\`]/g, ''))
  }
${line(only('scan.set({ rows: found.length })'), 2)}
  return found
}`
}

function printText(name: string, index: number, separator: string, only: Only): string {
  return `/** A short text for people; the digest keeps two of the same length apart. */
export function describe${name}({ key, fields, seen }: ${name}Row): string {
  const list = Object.entries(fields).map(([field, value]) => \`\${field}=\${value ?? 'none'}\`)
  const digest = createHash('sha256').update(list.join('${separator}')).digest('hex').slice(0, 8)
  const when = seen ? \` at \${seen.toISOString().replace(/T.*$/, '')}\` : ''
  return \`\${key}\${when} (\${list.length} fields, \${digest}): \${list.join(', ') || "nothing's there"}\`
}

export const compare${name} = <T extends ${name}Row>(a: T, b: T): number => {
  const [left, right] = [a.seen?.getTime() ?? 0, b.seen?.getTime() ?? 0]
  return left - right || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
}

/** Groups rows by a field of theirs. Rows without that field come last, in the order in which they were given. */
export function group${name}<T extends ${name}Row, Field extends keyof T['fields']>(rows: readonly T[], field: Field) {
  const groups = new Map<T['fields'][Field] | undefined, [first: T, ...rest: T[]]>()
  for (const row of rows.toSorted(compare${name})) {
    const value = row.fields[field as string] as T['fields'][Field] | undefined
    const group = groups.get(value)
    if (group) group.push(row)
    else groups.set(value, [row])
  }
${line(only("tele.gauge('store.size', groups.size)"), 2)}
  return [...groups].sort(([a], [b]) => Number(a === undefined) - Number(b === undefined))
}

export const defaults${index} = Object.freeze({
  state: ${name}State.Gone,
  separators: ['${separator}', '\\n', '\\u00a0'],
  pattern: /(?<year>\\d{4})-(?<month>0[1-9]|1[0-2])/u,
  onMissing: (key: string): never => {
    throw new Error(\`no ${name} with the key '\${key}'\`)
  },
} as const)`
}

/** mulberry32: the same numbers for the same seed on every machine. */
function createRandom(seed: number): () => number {
  let state = seed * 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function pick<T>(random: () => number, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)]!
}
