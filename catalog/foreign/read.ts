// YAML that others wrote, read leniently: theirs may have anchors and several styles. What comes out is plain data that
// nobody has checked; the few questions below are how it is asked.

import { load, YAMLException } from 'js-yaml'
import { createDiagnostic, type Diagnostic } from '../../report/index.ts'

/** A map of foreign data. A `Map` would be safer for `__proto__`, but js-yaml makes that an own property too. */
export type Foreign = Readonly<Record<string, unknown>>

/** A file with its text. */
export interface ForeignFile {
  readonly file: string
  readonly text: string
}

/** Reads one document; a text that cannot be read is a fault. */
export function readForeign({ file, text }: ForeignFile): Foreign | Diagnostic {
  try {
    return asMap(load(mendBrackets(text), { maxAliases: 10_000, maxDepth: 64 })) ?? {}
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const line = (error.mark?.line ?? 0) + 1
    return createDiagnostic('import-source', `\`${file}\` is not YAML: ${error.reason}, in line ${line}.`)
  }
}

/**
 * Indents a closing bracket that stands alone. In the column of its key it is not YAML for js-yaml, though other readers
 * take it; a file of the real registry has one.
 */
function mendBrackets(text: string): string {
  return text.replace(/^( *)([\]}],?)[ \t]*$/gm, '$1    $2')
}

export function asMap(value: unknown): Foreign | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Foreign) : undefined
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The maps of a list. */
export function asMaps(value: unknown): readonly Foreign[] {
  return asList(value).flatMap((each): Foreign[] => {
    const map = asMap(each)
    return map ? [map] : []
  })
}

/** A text without spaces around it; empty when there is none. Characters that a catalog refuses become visible. */
export function asText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return ''
  return value.trim().replace(RE_UNSAFE, '\uFFFD')
}

const RE_UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF\p{Cs}]/gu
