/** Plain data that is written as YAML; what is undefined is left out. */
export type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain }

const WIDTH = 110

/** Prints a map as YAML: small maps in braces, large ones in lines, texts of several lines as blocks. */
export function printYaml(value: { readonly [key: string]: Plain }): string {
  return `${printMap(value, 0).join('\n')}\n`
}

function printMap(map: { readonly [key: string]: Plain }, depth: number): string[] {
  return Object.entries(map).flatMap(([key, value]) => (value === undefined ? [] : printEntry(key, value, depth)))
}

function printEntry(key: string, value: Exclude<Plain, undefined>, depth: number): string[] {
  const head = `${'  '.repeat(depth)}${printKey(key)}:`
  const flow = printFlow(value)
  const isLarge = flow === undefined || head.length + flow.length + 1 > WIDTH || depth === 0
  if (!isLarge || !isCollection(value)) {
    return typeof value === 'string' && isBlock(value) ? printBlock(head, value, depth) : [`${head} ${flow}`]
  }
  if (!Array.isArray(value)) {
    const lines = printMap(value as { readonly [key: string]: Plain }, depth + 1)
    return lines.length > 0 ? [head, ...lines] : [`${head} {}`]
  }
  if (value.length === 0) return [`${head} []`]
  return [head, ...value.flatMap((item) => printItem(item, depth + 1))]
}

function printItem(item: Plain, depth: number): string[] {
  const indent = '  '.repeat(depth)
  const flow = printFlow(item)
  const map = isCollection(item) && !Array.isArray(item) ? (item as { readonly [key: string]: Plain }) : undefined
  if (!map || (flow !== undefined && flow.length + indent.length + 2 <= WIDTH))
    return [`${indent}- ${flow ?? printText(String(item))}`]
  const [first = '', ...rest] = printMap(map, depth + 1)
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest]
}

function isCollection(value: Plain): boolean {
  return typeof value === 'object' && value !== null
}

/** On one line, or not at all where a text has several. */
function printFlow(value: Plain): string | undefined {
  if (typeof value === 'string') return printText(value)
  if (Array.isArray(value)) {
    const items = value.map(printFlow)
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`
  }
  if (isCollection(value)) {
    const entries = Object.entries(value as { readonly [key: string]: Plain }).filter(([, each]) => each !== undefined)
    if (entries.some(([, each]) => typeof each === 'string' && each.includes('\n'))) return undefined
    const pairs = entries.map(([key, each]) => `${printKey(key)}: ${printFlow(each)}`)
    if (entries.some(([, each]) => printFlow(each) === undefined)) return undefined
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
  }
  return value === null || value === undefined ? 'null' : String(value)
}

/** Words that YAML, or somebody's YAML, takes for something else than a text. */
const RE_WORD = /^(?:true|false|null|yes|no|on|off|y|n)$/i
const RE_PLAIN = /^[A-Za-z_](?:[\w .()/*+-]*[\w.)/])?$/

function printKey(key: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(key) && !RE_WORD.test(key) ? key : printQuoted(key)
}

function printText(text: string): string {
  return RE_PLAIN.test(text) && !RE_WORD.test(text) ? text : printQuoted(text)
}

/** JSON's strings are YAML's; what JSON leaves as it is and YAML takes for a line end is escaped too. */
function printQuoted(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes("'")) return `'${text}'`
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A text that reads the same as a block: several lines, none of which begins or ends in a way that YAML would change. */
function isBlock(text: string): boolean {
  return text.includes('\n') && !/^[ \t]|[ \t]$|\t|^\n|\n$/.test(text) && !/[\r\x7f-\x9f\u2028\u2029\ufeff]/.test(text)
}

function printBlock(head: string, text: string, depth: number): string[] {
  const indent = '  '.repeat(depth + 1)
  return [`${head} |-`, ...text.split('\n').map((line) => (line === '' ? '' : indent + line))]
}
