import type { Catalog, Kind, Scope } from '../catalog/model.ts'
import { createDiagnostic, type Diagnostic, type PlaceFinder, suggestName } from '../report/index.ts'
import type { CallArguments } from './arguments.ts'
import { checkMeasurements, checkMetadata } from './check-objects.ts'
import type { ImportedName } from './imports.ts'
import { memberName, type Node, stringValue, unwrap } from './syntax.ts'
import type { SpanCall, TeleCall } from './use.ts'

/** Call sites against the catalog: names, kinds, literal keys and values. What is not literal is TypeScript's business. */

export interface CheckContext {
  readonly catalog: Catalog
  readonly placeAt: PlaceFinder
  /** Imports of generated constants by the identifier node that refers to them. */
  readonly constants: ReadonlyMap<Node, ImportedName>
  /** The argument lists of all calls, to find the scope of a span's opener. */
  readonly argumentsOf: ReadonlyMap<Node, CallArguments>
}

/** What a check finds: the scope, when there is one, and the faults. */
export interface CheckedCall {
  readonly scope: string | undefined
  readonly diagnostics: readonly Diagnostic[]
}

const KIND_OF_METHOD: Readonly<Record<string, Kind>> = {
  span: 'span',
  start: 'span',
  counter: 'counter',
  histogram: 'histogram',
  wrap: 'span',
  traced: 'span',
  count: 'counter',
  gauge: 'gauge',
  record: 'histogram',
  emit: 'event',
}

const METHOD_OF_KIND: Readonly<Record<Kind, string>> = {
  span: 'tele',
  counter: 'tele.count',
  gauge: 'tele.gauge',
  histogram: 'tele.record',
  event: 'tele.emit',
}

/** Checks one call against the catalog. */
export function checkCall(use: TeleCall | SpanCall, given: CallArguments, context: CheckContext): CheckedCall {
  if (given.fault) return { scope: undefined, diagnostics: [] }
  if (use.kind === 'span' && BY_OPENER.has(use.method)) return checkByOpener(use, given, context)
  const kind = KIND_OF_METHOD[use.method]
  if (!kind || !given.name) return { scope: undefined, diagnostics: [] }
  const prefix = prefixOf(use, context)
  if (prefix === undefined) return { scope: undefined, diagnostics: [] }
  const found = findScope(given.name, prefix, kind, context)
  if (!found.scope) return { scope: undefined, diagnostics: found.diagnostics }
  return {
    scope: found.scope.name,
    diagnostics: [
      ...found.diagnostics,
      ...checkMeasurements(given.name, given.measurements, found.scope, context.placeAt),
      ...checkMetadata(given.name, given.metadata, found.scope, { partial: isBound(use.method) }, context),
    ],
  }
}

/** What a bound metric is given, each of its calls may complete. */
function isBound(method: string): boolean {
  return method === 'counter' || method === 'histogram'
}

/** Methods that are about the scope that the handle was opened for. */
const BY_OPENER: ReadonlySet<string> = new Set(['set', 'end', 'run', 'add', 'observe'])

/** `span.set(…)`, `counter.add(…)`: the keys of the handle's own scope, none of them required again. */
function checkByOpener(use: SpanCall, given: CallArguments, context: CheckContext): CheckedCall {
  const scope = openerScope(use, context)
  if (!scope || !given.metadata) return { scope: scope?.name, diagnostics: [] }
  return {
    scope: scope.name,
    diagnostics: checkMetadata(given.metadata, given.metadata, scope, { partial: true }, context),
  }
}

/** The scope that a handle was opened for; `undefined` when the opener's own name is at fault, which is told there. */
function openerScope(use: SpanCall, context: CheckContext): Scope | undefined {
  const name = use.opener && context.argumentsOf.get(use.opener)?.name
  const resolved = name && resolveName(name, context)
  return resolved?.kind === 'known' ? context.catalog.scopes.get(resolved.name) : undefined
}

/** The prefix `scope.` of a name that is relative to a span. */
function prefixOf(use: TeleCall | SpanCall, context: CheckContext): string | undefined {
  if (use.kind === 'tele') return ''
  const scope = openerScope(use, context)
  return scope?.kind === 'span' ? `${scope.name}.` : undefined
}

// --- names ---

type ResolvedName = { kind: 'known'; name: string } | { kind: 'constant'; constant: string } | { kind: 'dynamic' }

function resolveName(expression: Node, context: CheckContext): ResolvedName {
  const literal = stringValue(expression)
  if (literal !== undefined) return { kind: 'known', name: literal }
  const constant = constantName(unwrap(expression), context)
  if (constant === undefined) return { kind: 'dynamic' }
  const name = constantTable(context.catalog).get(constant)
  return name === undefined ? { kind: 'constant', constant } : { kind: 'known', name }
}

/** The name of a generated constant: `Scope.PIPELINE_PLAN`, or `PIPELINE_PLAN` imported by itself. */
function constantName(node: Node, { constants }: CheckContext): string | undefined {
  if (node.type === 'Identifier') {
    const imported = constants.get(node)
    return imported?.role === 'scopes' && imported.imported !== '*' ? imported.imported : undefined
  }
  if (node.type !== 'MemberExpression') return undefined
  const imported = constants.get(unwrap(node.object))
  return imported?.role === 'scopes' && imported.imported === '*' ? memberName(node) : undefined
}

const constantTables = new WeakMap<Catalog, ReadonlyMap<string, string>>()

function constantTable(catalog: Catalog): ReadonlyMap<string, string> {
  let table = constantTables.get(catalog)
  if (!table) {
    table = new Map([...catalog.scopes.values()].map((scope) => [scope.constName, scope.name]))
    constantTables.set(catalog, table)
  }
  return table
}

interface FoundScope {
  readonly scope: Scope | undefined
  readonly diagnostics: readonly Diagnostic[]
}

function findScope(expression: Node, prefix: string, kind: Kind, context: CheckContext): FoundScope {
  const place = context.placeAt(expression.start, expression.end)
  const resolved = resolveName(expression, context)
  if (resolved.kind === 'dynamic') {
    const message = 'the name of a scope is a string literal or a generated constant'
    const way = 'write one call for each name, or pass the part that varies as metadata'
    return { scope: undefined, diagnostics: [createDiagnostic('scope-dynamic', message, place, [way])] }
  }
  if (resolved.kind === 'constant') return unknownConstant(resolved.constant, place, context)
  const scope = context.catalog.scopes.get(prefix + resolved.name)
  if (!scope) return unknownScope(prefix, resolved.name, kind, place, context)
  if (scope.kind !== kind) return { scope: undefined, diagnostics: [wrongKind(scope, kind, prefix, place)] }
  return { scope, diagnostics: scope.deprecated ? [deprecated(scope, place)] : [] }
}

function unknownConstant(constant: string, place: Diagnostic['place'], { catalog }: CheckContext): FoundScope {
  const suggestion = suggestName(constant, constantTable(catalog).keys())
  const notes = suggestion
    ? [`did you mean '${suggestion}'?`]
    : ['run `telescopic generate` after a change of the catalog']
  const message = `no scope of the catalog has the constant '${constant}'`
  return { scope: undefined, diagnostics: [createDiagnostic('scope-unknown', message, place, notes)] }
}

/** Suggests within the kind first: `tele('cache.hti')` means a span, even when a counter is spelled nearer. */
function unknownScope(
  prefix: string,
  name: string,
  kind: Kind,
  place: Diagnostic['place'],
  context: CheckContext,
): FoundScope {
  const { scopes, file } = context.catalog
  const renamed = [...scopes.values()].find(({ aliases }) => aliases.some((alias) => alias.name === prefix + name))
  if (renamed) {
    const message = `'${prefix}${name}' is an old name of the scope '${renamed.name}'`
    const notes = [`write '${renamed.name.startsWith(prefix) ? renamed.name.slice(prefix.length) : renamed.name}'`]
    return { scope: undefined, diagnostics: [createDiagnostic('scope-unknown', message, place, notes)] }
  }
  const below = [...scopes.values()].filter((scope) => scope.name.startsWith(prefix))
  const candidates = (wanted: Scope[]): string[] => wanted.map((scope) => scope.name.slice(prefix.length))
  const suggestion =
    suggestName(name, candidates(below.filter((scope) => scope.kind === kind))) ?? suggestName(name, candidates(below))
  const notes = suggestion ? [`did you mean '${suggestion}'?`] : [`declare it under \`scopes\` in ${baseName(file)}`]
  const message = `'${prefix}${name}' is not a scope of ${baseName(file)}`
  return { scope: undefined, diagnostics: [createDiagnostic('scope-unknown', message, place, notes)] }
}

function wrongKind(scope: Scope, wanted: Kind, prefix: string, place: Diagnostic['place']): Diagnostic {
  const message = `'${scope.name}' is a ${scope.kind}, and this call takes a ${wanted}`
  return createDiagnostic('scope-kind', message, place, [
    `write ${describeCall(scope, prefix)}`,
    { message: `'${scope.name}' is declared here`, place: scope.place },
  ])
}

/** The call that the scope is for; relative where the faulty one was and the span has such a method. */
function describeCall({ kind, name }: Scope, prefix: string): string {
  const method = METHOD_OF_KIND[kind]
  const relative = prefix !== '' && kind !== 'span' && kind !== 'event'
  return relative ? `${method.replace('tele', 'span')}('${name.slice(prefix.length)}', …)` : `${method}('${name}', …)`
}

function deprecated(scope: Scope, place: Diagnostic['place']): Diagnostic {
  const { replacedBy, since, note } = scope.deprecated!
  const message = `'${scope.name}' is deprecated${since ? ` since ${since}` : ''}`
  return createDiagnostic('scope-deprecated', message, place, [
    ...(replacedBy ? [`use '${replacedBy}'`] : []),
    ...(note ? [note] : []),
  ])
}

function baseName(file: string): string {
  return file.split(/[\\/]/).at(-1)!
}
