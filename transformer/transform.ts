import { createPlaceFinder, type Diagnostic, hasErrors, type Place } from '../report/index.ts'
import { blankEdits } from './blank.ts'
import { type CheckContext, checkCall } from './check.ts'
import { cutEdits } from './cut.ts'
import type { Edit } from './edit.ts'
import { type Findings, findUses } from './find.ts'
import type { ImportedName } from './imports.ts'
import type { TransformConfig } from './options.ts'
import { languageOf, parseSource } from './parse.ts'
import { planRemoval } from './plan.ts'
import { type Node, nodeOf } from './syntax.ts'
import type { SpanCall, TeleCall } from './use.ts'

/** A call site of the file, as `telescopic stats` and `explain` show it. */
export interface CallSite {
  readonly method: string
  /** Name of the scope; `undefined` where the call names none or names it wrongly. */
  readonly scope: string | undefined
  readonly place: Place
}

/** What is known of a file before anything is changed. */
export interface Analysis {
  readonly edits: readonly Edit[]
  readonly diagnostics: readonly Diagnostic[]
  readonly uses: readonly CallSite[]
  /** Whether the program itself uses a generated enum, so that the file of names stays. */
  readonly keepsNames: boolean
}

/** A source map, version 3. */
export interface RawSourceMap {
  readonly version: number
  readonly sources: readonly (string | null)[]
  readonly sourcesContent?: readonly (string | null)[] | undefined
  readonly names: readonly string[]
  readonly mappings: string
  readonly file?: string | undefined
}

export interface TransformResult extends Analysis {
  readonly code: string
  /** `null` when every kept character is where it was, so that positions need no map; bundlers read `null` the same way. */
  readonly map: RawSourceMap | null
}

const NOTHING: Analysis = { edits: [], diagnostics: [], uses: [], keepsNames: false }

/**
 * Checks a file and, with the mode `off`, takes its telemetry out. Pure: no files, no environment.
 * A file with errors is returned as it is.
 */
export function transformSource(text: string, id: string, config: TransformConfig): TransformResult {
  const analysis = analyzeSource(text, id, config)
  const { edits, diagnostics } = analysis
  if (edits.length === 0 || hasErrors(diagnostics)) return { ...analysis, code: text, map: null, edits: [] }
  const blanked = blankEdits(text, edits)
  if (blanked !== undefined) return { ...analysis, code: blanked, map: null }
  return { ...analysis, ...cutEdits(text, id, edits) }
}

/** Reads a file: its uses, its faults, and the edits that the mode asks for. */
export function analyzeSource(text: string, id: string, config: TransformConfig): Analysis {
  if (!mentionsUs(text, config.generated)) return NOTHING
  const placeAt = createPlaceFinder(id, text)
  const parsed = parseSource(text, id, placeAt)
  if ('diagnostic' in parsed) return { ...NOTHING, diagnostics: [parsed.diagnostic] }
  const findings = findUses(parsed.program, config.generated)
  if (findings.imports.names.length === 0 && findings.imports.bare.length === 0 && findings.leaks.length === 0)
    return NOTHING
  const calls = findings.uses.filter((use): use is TeleCall | SpanCall => use.kind === 'tele' || use.kind === 'span')
  const { argumentsOf } = findings
  const context: CheckContext = { catalog: config.catalog, placeAt, constants: findConstants(findings), argumentsOf }
  const checked = calls.map((use) => ({ use, ...checkCall(use, argumentsOf.get(use.call)!, context) }))
  const plan = planRemoval(text, parsed.program, findings, {
    placeAt,
    elideImports: config.elideImports && /^tsx?$/.test(languageOf(id)),
  })
  const diagnostics = [...checked.flatMap((one) => one.diagnostics), ...plan.diagnostics]
  return {
    edits: config.mode === 'off' ? plan.edits : [],
    keepsNames: plan.keepsNames,
    diagnostics: diagnostics.toSorted((a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0)),
    uses: checked
      .map(({ use, scope }) => ({ method: use.method, scope, place: placeAt(use.call.start, use.call.end) }))
      .toSorted((a, b) => a.place.start - b.place.start),
  }
}

/** A file without the words cannot import us; it is never parsed. A specifier may be spelt with escapes, so `\` is a doubt. */
function mentionsUs(text: string, generated: string): boolean {
  if (text.includes('telescopic') || text.includes(generated)) return true
  return text.includes('\\') && /\b(?:from|import|require)\b[^'"`]*['"`][^'"`\n]*\\/.test(text)
}

function findConstants(findings: Findings): ReadonlyMap<Node, ImportedName> {
  const constants = new Map<Node, ImportedName>()
  for (const [name, references] of findings.references) {
    if (name.role !== 'scopes') continue
    for (const reference of references) constants.set(nodeOf(reference.path), name)
  }
  return constants
}
