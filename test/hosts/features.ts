import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { createPlaceFinder } from '../../report/index.ts'
import { findTokens } from '../../transformer/tokens.ts'

/** What a host has written, and how it is judged. */

/** The text of an output, without what hosts put there of the folder: Vite names files, Bun hashes its map. */
export function readOutput(root: string, name: string): string {
  const file = join(root, 'out', `${name}.js`)
  if (!existsSync(file)) return ''
  return readFileSync(file, 'utf8')
    .replace(/^\/\/# debugId=.*\n/m, '')
    .replace(/^(?:\/\/(?:#region)? ).*(src\/)/gm, '$1')
}

/** Names of what a host has written: one for bundlers, one for each source for tsc. */
function listOutputs(root: string): string[] {
  const files = (readdirSync(join(root, 'out'), { recursive: true }) as string[]).filter((file) => {
    // Of a program without a plugin tsc writes the generated files too, which nobody imports.
    return file.endsWith('.js') && !file.includes('telescopic.gen')
  })
  return files.sort().map((file) => file.replace(/\.js$/, ''))
}

/** Everything that a host has written. */
export function readOutputs(root: string): string {
  return listOutputs(root)
    .map((name) => readOutput(root, name))
    .join('\n')
}

/** The names and strings of all outputs by their place, each with whether the map leads to the same word. */
export function followTokens(root: string): ReadonlyMap<string, boolean> {
  return new Map(listOutputs(root).flatMap((name) => followFile(root, name)))
}

function followFile(root: string, name: string): [place: string, leads: boolean][] {
  const text = readOutput(root, name)
  const map = new TraceMap(readFileSync(join(root, 'out', `${name}.js.map`), 'utf8'))
  const placeAt = createPlaceFinder(name, text)
  const words = findTokens(text, `${name}.js`).filter((token) => token.text.length > 2)
  return words.map((word) => {
    const { line, column } = placeAt(word.start)
    const origin = originalPositionFor(map, { line, column: column - 1 })
    const found = origin.source === null ? undefined : readSource(root, map, origin.source)
    const rest = found?.split('\n')[(origin.line ?? 0) - 1]?.slice(origin.column ?? 0) ?? ''
    return [`${name} ${word.text} ${line}:${column}`, rest.replace(/^["'`]/, "'").startsWith(word.text)]
  })
}

/** Sources as the maps show them, where they are not what is on disk. */
export function findWrongContents(root: string): string[] {
  return listOutputs(root).flatMap((name) => findWrong(root, name))
}

function findWrong(root: string, name: string): string[] {
  const map = new TraceMap(readFileSync(join(root, 'out', `${name}.js.map`), 'utf8'))
  return map.sources.flatMap((source, index) => {
    const content = map.sourcesContent?.[index]
    const file = source && fileOf(root, source)
    return content && file && readFileSync(file, 'utf8') !== content ? [source] : []
  })
}

function readSource(root: string, map: TraceMap, source: string): string | undefined {
  const file = fileOf(root, source)
  return file ? readFileSync(file, 'utf8') : (map.sourcesContent?.[map.sources.indexOf(source)] ?? undefined)
}

/** Hosts name sources by path, from wherever they like, or by an address of their own: `webpack:///./src/main.ts`. */
function fileOf(root: string, source: string): string | undefined {
  const path = /(?:^|\/)(src\/[^?]*)/.exec(source)?.[1]
  const file = path && join(root, path)
  return file && existsSync(file) ? file : undefined
}
