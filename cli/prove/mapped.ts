import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { createPlaceFinder } from '../../report/index.ts'
import { findTokens } from '../../transformer/tokens.ts'
import type { Build, Host } from './builds.ts'
import { type Claim, createClaim, type Line } from './claims.ts'
import { readSources, type Workspace } from './workspace.ts'

/** Where a name or string stands in the sources, as `file:line:column`. */
type Places = ReadonlySet<string>

const MAPPED_HOSTS: readonly Host[] = ['esbuild', 'esbuild, minified', 'tsc']

/**
 * Follows every name and string of the builds without telemetry back to the sources: each must lead to a place where the
 * same word stands. Names that a host made up stand nowhere in the sources and are passed over.
 */
export function proveMapped(workspace: Workspace, builds: readonly Build[]): Claim {
  const sources = readSources(workspace.src)
  const places = findPlaces(sources)
  const lines = MAPPED_HOSTS.map((host): Line => {
    const build = builds.find((one) => one.host === host && one.program === 'off')!
    const results = [...build.files].flatMap(([name, text]) => followTokens(build, name, text, places, sources))
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

function findPlaces(sources: ReadonlyMap<string, string>): ReadonlyMap<string, Places> {
  const places = new Map<string, Set<string>>()
  for (const [file, text] of sources) {
    const placeAt = createPlaceFinder(file, text)
    for (const token of findTokens(text, file)) {
      const { line, column } = placeAt(token.start)
      const known = places.get(token.text) ?? new Set()
      places.set(token.text, known.add(`${file}:${line}:${column}`))
    }
  }
  return places
}

/** Shorter names may be what a minifier made of longer ones. */
const LEAST_LENGTH = 3

function followTokens(
  build: Build,
  name: string,
  text: string,
  places: ReadonlyMap<string, Places>,
  sources: ReadonlyMap<string, string>,
): { fault?: string }[] {
  const mapFile = join(build.folder, `${name}.map`)
  if (!existsSync(mapFile)) return [{ fault: `${name} has no map` }]
  const map = new TraceMap(readFileSync(mapFile, 'utf8'))
  const placeAt = createPlaceFinder(name, text)
  const words = findTokens(text, name).filter((token) => token.text.length >= LEAST_LENGTH && places.has(token.text))
  return [
    ...checkContents(map, sources, build.folder),
    ...words.map((word) => {
      const { line, column } = placeAt(word.start)
      return checkOrigin(word.text, originalPositionFor(map, { line, column: column - 1 }), places.get(word.text)!)
    }),
  ]
}

function checkOrigin(
  word: string,
  { source, line, column }: { source: string | null; line: number | null; column: number | null },
  places: Places,
): { fault?: string } {
  if (source === null || line === null || column === null) return { fault: `'${word}' maps to nothing` }
  const place = `${basename(source)}:${line}:${column + 1}`
  return places.has(place) ? {} : { fault: `'${word}' maps to ${place}, where it does not stand` }
}

function checkContents(map: TraceMap, sources: ReadonlyMap<string, string>, folder: string): { fault: string }[] {
  return map.sources.flatMap((source, index) => {
    const content = map.sourcesContent?.[index]
    const file = basename(source ?? '')
    if (content && content !== sources.get(file))
      return [{ fault: `the content of ${file} in the map is not the source` }]
    if (!content && !existsSync(join(folder, source ?? ''))) return [{ fault: `${source} in the map is no file` }]
    return []
  })
}
