import type { Catalog } from '../catalog/model.ts'
import {
  createDiagnostic,
  createPlaceFinder,
  type Diagnostic,
  hasErrors,
  type Place,
  type PlaceFinder,
} from '../report/index.ts'
import type { CallArguments } from './arguments.ts'
import { blankEdits } from './blank.ts'
import { type CheckContext, checkCall } from './check.ts'
import { cutEdits } from './cut.ts'
import type { Verdict } from './draft.ts'
import type { Edit } from './edit.ts'
import { type Findings, findUses } from './find.ts'
import type { ImportedName, OurImports } from './imports.ts'
import { findInstrumented, type Instrumented, selectTargets } from './instrument.ts'
import { createModules } from './modules.ts'
import { optimizes } from './optimize.ts'
import type { TransformConfig } from './options.ts'
import { languageOf, parseSource } from './parse.ts'
import { type Choice, type Plan, type PlanOptions, planRemoval, planSelection } from './plan.ts'
import { planPrepared } from './prepare.ts'
import { isDropped, isSelective } from './selection.ts'
import { adjustSeverities } from './severities.ts'
import { createSyncProof } from './sync-proof.ts'
import { type Node, nodeOf } from './syntax.ts'
import type { SpanCall, TeleCall } from './use.ts'

/** A call site of the file, as `telescopic stats` and `explain` show it. */
export interface CallSite {
  readonly method: string
  /** Name of the scope; `undefined` where the call names none or names it wrongly. */
  readonly scope: string | undefined
  readonly place: Place
  /** What becomes of the call in this build. */
  readonly verdict: Verdict | 'kept'
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
 * Checks a file and takes out the telemetry that the configuration compiles out. Pure: no files, no environment.
 * A file with errors is returned as it is.
 */
export function transformSource(text: string, id: string, config: TransformConfig): TransformResult {
  const analysis = analyzeSource(text, id, config)
  const { edits, diagnostics } = analysis
  if (edits.length === 0 || hasErrors(diagnostics)) return { ...analysis, code: text, map: null, edits: [] }
  const blanked = config.renderer === 'blank' ? blankEdits(text, edits) : undefined
  if (blanked !== undefined) return { ...analysis, code: blanked, map: null }
  return { ...analysis, ...cutEdits(text, id, edits) }
}

/** Reads a file: its uses, its faults, and the edits that the mode asks for. */
export function analyzeSource(text: string, id: string, config: TransformConfig): Analysis {
  const targets = selectTargets(id, config.instrument)
  if (targets.length === 0 && !mentionsUs(text, config)) return NOTHING
  const placeAt = createPlaceFinder(id, text)
  const parsed = parseSource(text, id, placeAt)
  if ('diagnostic' in parsed) return { ...NOTHING, diagnostics: [parsed.diagnostic] }
  const { program } = parsed
  const modules = createModules(id, config)
  const findings = findUses(program, modules)
  const instrumented = findInstrumented(program, targets)
  if (isUntouched(findings.imports) && instrumented.length === 0) return NOTHING
  const checked = checkUses(findings, config.catalog, placeAt)
  const isTypeScript = /^tsx?$/.test(languageOf(id))
  const options = { placeAt, modules, elideImports: config.elideImports, isTypeScript }
  const off = planRemoval(text, program, findings, options)
  const file: SourceFile = { text, program, findings, options, checked, instrumented }
  const plan = config.mode === 'off' ? off : planKept(file, config)
  const own = plan === off ? [] : plan.diagnostics
  const stays = config.mode === 'off' ? reportInjected(findings, placeAt) : []
  const faults = [...checked.flatMap((one) => one.diagnostics), ...off.diagnostics, ...own, ...stays]
  return {
    edits: plan.edits,
    keepsNames: off.keepsNames,
    diagnostics: adjustSeverities(faults, config.severities).toSorted(
      (a, b) => (a.place?.start ?? 0) - (b.place?.start ?? 0),
    ),
    uses: [...listCalls(file, plan), ...listInstrumented(file, config)].toSorted(
      (a, b) => a.place.start - b.place.start,
    ),
  }
}

/** A file as far as it is understood. */
interface SourceFile {
  readonly text: string
  readonly program: Node
  readonly findings: Findings
  readonly options: PlanOptions
  readonly checked: readonly CheckedUse[]
  readonly instrumented: readonly Instrumented[]
}

function listCalls({ checked, options }: SourceFile, { verdicts }: Plan): CallSite[] {
  return checked.map(({ use: { call, method }, scope }) => ({
    method,
    scope,
    place: options.placeAt(call.start, call.end),
    verdict: verdicts.get(call) ?? 'kept',
  }))
}

/** What the catalog says of a function is as good as a call in it. */
function listInstrumented({ instrumented, options }: SourceFile, { mode }: TransformConfig): CallSite[] {
  const verdict = mode === 'off' ? 'removed' : 'kept'
  return instrumented.flatMap(({ fn, scopes }) =>
    scopes.map((scope) => ({ method: 'instrument', scope, place: options.placeAt(fn.start, fn.end), verdict })),
  )
}

/** A file without the words cannot import us; it is never parsed. A specifier may be spelt with escapes, so `\` is a doubt. */
function mentionsUs(text: string, { needles }: TransformConfig): boolean {
  if (needles.some((needle) => text.includes(needle))) return true
  return text.includes('\\') && /\b(?:from|import|require)\b[^'"`]*['"`][^'"`\n]*\\/.test(text)
}

/** The plan of a build with telemetry: what a selection takes out of the file, and what becomes of the calls that stay. */
function planKept(
  { text, program, findings, options, checked, instrumented }: SourceFile,
  config: TransformConfig,
): Plan {
  const choice = chooseScopes(checked, config)
  const plan = isSelective(config.selection) ? planSelection(text, program, findings, options, choice) : KEPT
  const optimizations = config.optimize
  if (instrumented.length === 0 && !optimizes(optimizations)) return plan
  const edits = planPrepared(text, program, findings, {
    ...{ optimizations, instrumented, edits: plan.edits },
    scopeOf: (call) => (choice.isDropped(call) ? undefined : choice.scopeOf(call)),
    placeOf: (call) => showPlace(options.placeAt(call.start, call.end), config.provenance),
    startsNothing: createSyncProof(program, listRecordingCalls(findings, choice), config.kindAt),
    isTypeScript: options.isTypeScript,
  })
  return { ...plan, edits }
}

/** The calls that do no more than to record, or to call what they are given. */
function listRecordingCalls({ uses, argumentsOf }: Findings, { scopeOf }: Choice): ReadonlyMap<Node, CallArguments> {
  const calls = uses.filter((use): use is TeleCall | SpanCall => use.kind === 'tele' || use.kind === 'span')
  const recording = calls.filter(({ method }) =>
    /^(?:span|start|count|gauge|record|emit|set|end|add|observe)$/.test(method),
  )
  const known = recording.filter(({ call }) => scopeOf(call) !== undefined || !argumentsOf.get(call)!.name)
  return new Map(known.map(({ call }) => [call, argumentsOf.get(call)!]))
}

/** `src/a.ts:12`, from the folder that places are told from. */
function showPlace({ file, line }: Place, folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined
  const path = file.replaceAll('\\', '/')
  const root = folder.replaceAll('\\', '/').replace(/\/?$/, '/')
  return `${path.startsWith(root) ? path.slice(root.length) : path}:${line}`
}

/** The plan of a build that keeps everything. */
const KEPT: Plan = { edits: [], diagnostics: [], keepsNames: true, verdicts: new Map() }

function isUntouched({ names, bare, reExports, leaks }: OurImports): boolean {
  return names.length + bare.length + reExports.length + leaks.length === 0
}

interface CheckedUse {
  readonly use: TeleCall | SpanCall
  readonly scope: string | undefined
  readonly diagnostics: readonly Diagnostic[]
}

function checkUses(findings: Findings, catalog: Catalog, placeAt: PlaceFinder): CheckedUse[] {
  const { argumentsOf } = findings
  const own = findings.uses.filter((use): use is TeleCall | SpanCall => use.kind === 'tele' || use.kind === 'span')
  const calls = [...own, ...findings.injectedUses]
  const context: CheckContext = { catalog, placeAt, constants: findConstants(findings), argumentsOf }
  return calls.map((use) => ({ use, ...checkCall(use, argumentsOf.get(use.call)!, context) }))
}

/** Says of instruments that come from elsewhere, once for each, that what is called on them is there without telemetry too. */
function reportInjected({ injected }: Findings, placeAt: PlaceFinder): Diagnostic[] {
  return injected.map(({ name, declaration, calls }) => {
    const what = calls.length === 0 ? 'what is called on it' : calls.length === 1 ? 'a call' : `${calls.length} calls`
    const message = `'${name}' is an instrument that comes from elsewhere: ${what} cannot be compiled out`
    return createDiagnostic('instrument-kept', message, placeAt(declaration.start, declaration.end), [
      "call the `tele` that is imported from 'telescopic', which is one for the whole program",
    ])
  })
}

function chooseScopes(checked: readonly CheckedUse[], { catalog, selection }: TransformConfig): Choice {
  const scopes = new Map(checked.map(({ use, scope }) => [use.call, scope]))
  const scopeOf = (call: Node): string | undefined => scopes.get(call)
  return {
    scopeOf,
    isDropped: (call) => {
      const scope = catalog.scopes.get(scopeOf(call) ?? '')
      return scope !== undefined && isDropped(scope, selection)
    },
  }
}

function findConstants(findings: Findings): ReadonlyMap<Node, ImportedName> {
  const constants = new Map<Node, ImportedName>()
  for (const [name, references] of findings.references) {
    if (name.role !== 'scopes') continue
    for (const reference of references) constants.set(nodeOf(reference.path), name)
  }
  return constants
}
