import { isGeneratedPath, isRuntimePath, scanText, type Trace } from './scan.ts'
import type { Wanted } from './wanted.ts'

/** A trace in a source map; `source` is the source whose text it is in. */
export interface MapTrace extends Trace {
  readonly source?: string
}

/** What is read of a map, or of a part of an index map. Nothing is believed of its shape. */
interface Sections {
  readonly sources?: unknown
  readonly names?: unknown
  readonly sourcesContent?: unknown
  readonly sections?: unknown
}

/**
 * Finds the traces in a source map, or gives undefined when the text is none. A map shows what the user wrote, so the
 * texts of the sources may hold calls: they are looked into only when `strict`. That a source is the runtime or a generated
 * file, and that a name is one of the catalog, means that something of telemetry has been compiled.
 */
export function scanMap(text: string, wanted: Wanted, strict: boolean): readonly MapTrace[] | undefined {
  const map = readMap(text)
  if (!map) return undefined
  return flattenMap(map).flatMap((part) => [
    ...scanSources(part, wanted),
    ...scanNames(part, wanted),
    ...(strict ? scanContents(part, wanted) : []),
  ])
}

/** Finds the maps that stand inside a text, with their place. */
export function findInlineMaps(text: string): readonly { readonly json: string; readonly start: number }[] {
  const found: { json: string; start: number }[] = []
  const needle = 'sourceMappingURL=data:application/json'
  for (let start = text.indexOf(needle); start !== -1; start = text.indexOf(needle, start + needle.length)) {
    const end = findEnd(text, start)
    const comma = text.indexOf(',', start)
    if (comma === -1 || comma > end) continue
    const data = text.slice(comma + 1, end)
    const isBase64 = text.slice(start, comma).endsWith(';base64')
    found.push({ json: isBase64 ? Buffer.from(data, 'base64').toString('utf8') : decodePercent(data), start })
  }
  return found
}

/** Takes the data of inline maps out of a text: two programs with the same code have different maps. */
export function dropInlineMaps(text: string): string {
  const parts: string[] = []
  let from = 0
  for (const { start } of findInlineMaps(text)) {
    parts.push(text.slice(from, start))
    from = findEnd(text, start)
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(from)
}

/** A map ends with its line, or with the comment that CSS puts it in. */
function findEnd(text: string, start: number): number {
  const ends = ['\n', '*/', ' '].map((end) => text.indexOf(end, start)).filter((end) => end !== -1)
  return Math.min(text.length, ...ends)
}

function decodePercent(data: string): string {
  try {
    return decodeURIComponent(data)
  } catch {
    // No map; it is reported as one that cannot be read.
    return data
  }
}

function readMap(text: string): Sections | undefined {
  try {
    // The prefix that keeps a map from being run as a script.
    const value: unknown = JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, ''))
    return isRecord(value) && ('mappings' in value || 'sections' in value) ? value : undefined
  } catch {
    // Something else with the ending of a map.
    return undefined
  }
}

function flattenMap(map: Sections): readonly Sections[] {
  if (!Array.isArray(map.sections)) return [map]
  return map.sections.flatMap((section) => (isRecord(section) && isRecord(section.map) ? flattenMap(section.map) : []))
}

function scanSources(map: Sections, { generated }: Wanted): MapTrace[] {
  return listStrings(map.sources).flatMap((source): MapTrace[] => {
    if (isRuntimePath(source)) return [createTrace('runtime', source)]
    return isGeneratedPath(source, generated) ? [createTrace('generated', source)] : []
  })
}

function scanNames(map: Sections, { names, allowed }: Wanted): MapTrace[] {
  return listStrings(map.names)
    .filter((name) => names.has(name) && !allowed.has(name))
    .map((name) => createTrace('name', name))
}

function scanContents(map: Sections, wanted: Wanted): MapTrace[] {
  const sources = listStrings(map.sources)
  return listStrings(map.sourcesContent).flatMap((content, index) =>
    scanText(content, wanted).map((trace) => ({ ...trace, source: sources[index] ?? '' })),
  )
}

/** The strings of a list, each at its index. */
function listStrings(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map((item) => (typeof item === 'string' ? item : '')) : []
}

function createTrace(kind: Trace['kind'], value: string): MapTrace {
  return { kind, value, start: 0, end: 0, count: 1 }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
