import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { createPlaceFinder } from '../../report/index.ts'
import { findTokens } from '../../transformer/tokens.ts'
import type { Build, Host } from './builds.ts'
import { type Claim, createClaim, type Line } from './claims.ts'
import { readSources, type Workspace } from './workspace.ts'

/** A name or string that stands once in all sources, so that there is no doubt where it came from. */
interface Token {
  readonly text: string
  readonly file: string
  readonly line: number
  readonly column: number
}

const MAPPED_HOSTS: readonly Host[] = ['esbuild', 'esbuild, minified', 'tsc']

/** Follows every such token from the build without telemetry back to the source. */
export function proveMapped(workspace: Workspace, builds: readonly Build[]): Claim {
  const sources = readSources(workspace.src)
  const tokens = findUniqueTokens(sources)
  const lines = MAPPED_HOSTS.map((host): Line => {
    const build = builds.find((one) => one.host === host && one.program === 'off')!
    const results = [...build.files].flatMap(([name, text]) => followTokens(build, name, text, tokens, sources))
    const wrong = results.filter((result) => result.fault !== undefined)
    return {
      ok: results.length > 0 && wrong.length === 0,
      what: `${host}, telemetry off`,
      result:
        wrong.length === 0 && results.length > 0
          ? `${results.length} of ${results.length} tokens map to their line and column in the source`
          : (wrong[0]?.fault ?? 'no token could be followed'),
    }
  })
  return createClaim('mapped', lines)
}

function findUniqueTokens(sources: ReadonlyMap<string, string>): readonly Token[] {
  const seen = new Map<string, Token | 'several'>()
  for (const [file, text] of sources) {
    const placeAt = createPlaceFinder(file, text)
    for (const token of findTokens(text, file)) {
      const { line, column } = placeAt(token.start)
      seen.set(token.text, seen.has(token.text) ? 'several' : { text: token.text, file, line, column })
    }
  }
  return [...seen.values()].filter((token) => token !== 'several')
}

function followTokens(
  build: Build,
  name: string,
  text: string,
  tokens: readonly Token[],
  sources: ReadonlyMap<string, string>,
): { fault?: string }[] {
  const mapFile = join(build.folder, `${name}.map`)
  if (!existsSync(mapFile)) return [{ fault: `${name} has no map` }]
  const map = new TraceMap(readFileSync(mapFile, 'utf8'))
  const placeAt = createPlaceFinder(name, text)
  const found = new Map(groupByText(findTokens(text, name)))
  return tokens.flatMap((token) => {
    const places = found.get(token.text)
    if (places?.length !== 1) return []
    const { line, column } = placeAt(places[0]!)
    const original = originalPositionFor(map, { line, column: column - 1 })
    return [checkOrigin(token, original, map, sources, build.folder)]
  })
}

function groupByText(tokens: readonly { text: string; start: number }[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const { text, start } of tokens) groups.set(text, [...(groups.get(text) ?? []), start])
  return groups
}

function checkOrigin(
  token: Token,
  original: { source: string | null; line: number | null; column: number | null },
  map: TraceMap,
  sources: ReadonlyMap<string, string>,
  folder: string,
): { fault?: string } {
  const { source, line, column } = original
  const expected = `'${token.text}' of ${token.file}:${token.line}:${token.column}`
  if (source === null || line === null || column === null) return { fault: `${expected} maps to nothing` }
  if (basename(source) !== token.file || line !== token.line || column + 1 !== token.column) {
    return { fault: `${expected} maps to ${source}:${line}:${column + 1}` }
  }
  const content = map.sourcesContent?.[map.sources.indexOf(source)]
  if (content && content !== sources.get(token.file)) return { fault: `the content of ${token.file} in the map is not the source` }
  if (!content && !existsSync(join(folder, source))) return { fault: `${source} in the map is no file` }
  return {}
}
