import { existsSync, readFileSync } from 'node:fs'
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

/** The names and strings of an output by their place in it, each with whether the map leads to the same word. */
export function followTokens(root: string, name: string): ReadonlyMap<string, boolean> {
  const text = readOutput(root, name)
  const map = new TraceMap(readFileSync(join(root, 'out', `${name}.js.map`), 'utf8'))
  const placeAt = createPlaceFinder(name, text)
  const words = findTokens(text, `${name}.js`).filter((token) => token.text.length > 2)
  return new Map(
    words.map((word) => {
      const { line, column } = placeAt(word.start)
      const origin = originalPositionFor(map, { line, column: column - 1 })
      const found = origin.source === null ? undefined : readSource(root, map, origin.source)
      const rest = found?.split('\n')[(origin.line ?? 0) - 1]?.slice(origin.column ?? 0) ?? ''
      return [`${word.text} ${line}:${column}`, rest.replace(/^["'`]/, "'").startsWith(word.text)]
    }),
  )
}

/** Sources as the map shows them, where they are not what is on disk. */
export function findWrongContents(root: string, name: string): string[] {
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
