import type { Catalog } from '../catalog/model.ts'
import { createDiagnostic, createPlaceFinder, type Diagnostic } from '../report/index.ts'
import { type Edit, normalizeEdits } from './edit.ts'
import { type Findings, findUses } from './find.ts'
import { createModules } from './modules.ts'
import type { TransformConfig } from './options.ts'
import { parseSource } from './parse.ts'
import { memberName, type Node, nodeOf, parentOf, stringValue, unwrap } from './syntax.ts'
import type { SpanCall, TeleCall } from './use.ts'

/** New names for scopes and their constants, by the old ones. */
export interface Renames {
  readonly scopes: ReadonlyMap<string, string>
  readonly constants: ReadonlyMap<string, string>
  /** The scope of every constant, as it was. */
  readonly scopeOfConstant: ReadonlyMap<string, string>
}

/** Lists the new names of scopes, and of the constants that follow from them. */
export function createRenames(before: Catalog, after: Catalog, scopes: ReadonlyMap<string, string>): Renames {
  const pairs = [...scopes].map(([from, to]) => [before.scopes.get(from), after.scopes.get(to)] as const)
  const constants = pairs.flatMap(([old, fresh]) =>
    old && fresh && old.constName !== fresh.constName ? [[old.constName, fresh.constName] as const] : [],
  )
  const scopeOfConstant = new Map([...before.scopes.values()].map(({ constName, name }) => [constName, name]))
  return { scopes, constants: new Map(constants), scopeOfConstant }
}

/**
 * Plans new names for scopes in a file: the names that calls give, by binding, and every use of a generated constant.
 * A text that only looks like a name stays. Relative names are put together with the scope of their span first.
 */
export function renameInSource(
  text: string,
  id: string,
  renames: Renames,
  config: TransformConfig,
): { readonly edits: readonly Edit[]; readonly diagnostics: readonly Diagnostic[] } {
  if (!config.needles.some((needle) => text.includes(needle))) return { edits: [], diagnostics: [] }
  const placeAt = createPlaceFinder(id, text)
  const parsed = parseSource(text, id, placeAt)
  if ('diagnostic' in parsed) return { edits: [], diagnostics: [parsed.diagnostic] }
  const findings = findUses(parsed.program, createModules(id, config))
  const calls = findings.uses.filter((use) => use.kind === 'tele' || use.kind === 'span')
  const constantOf = findConstants(findings)
  const nameOf = (node: Node): string | undefined =>
    stringValue(node) ?? renames.scopeOfConstant.get(constantOf.get(unwrap(node)) ?? '')
  const renamed = calls.map((use) => renameCall(use, findings, renames, nameOf))
  const edits = [...renamed.flatMap((one) => ('edit' in one ? one.edit : [])), ...renameConstants(findings, renames)]
  const diagnostics = renamed.flatMap((one) =>
    'torn' in one
      ? createDiagnostic(
          'rename-torn',
          `\`${one.torn.name}\` is relative to a span that gets another name.`,
          placeAt(one.torn.node.start, one.torn.node.end),
          ['rename both with `--below`, or write the whole name, as `tele.count(…)` takes it'],
        )
      : [],
  )
  return { edits: normalizeEdits(edits), diagnostics }
}

type Renamed = { readonly edit: readonly Edit[] } | { readonly torn: { readonly node: Node; readonly name: string } }

type NameOf = (node: Node) => string | undefined

function renameCall(use: TeleCall | SpanCall, findings: Findings, { scopes }: Renames, nameOf: NameOf): Renamed {
  const node = findings.argumentsOf.get(use.call)?.name
  const given = node && stringValue(node)
  if (!node || given === undefined) return { edit: [] }
  const span = use.kind === 'span' ? nameOfOpener(use, findings, scopes, nameOf) : undefined
  const prefix = span === undefined ? '' : `${span.old}.`
  const absolute = prefix + given
  const fresh = scopes.get(absolute) ?? absolute
  const freshPrefix = span === undefined ? '' : `${span.fresh}.`
  if (!fresh.startsWith(freshPrefix)) return { torn: { node, name: absolute } }
  const written = fresh.slice(freshPrefix.length)
  const inner = unwrap(node)
  return { edit: written === given ? [] : [{ start: inner.start + 1, end: inner.end - 1, text: written }] }
}

/** The scope that a span was opened for, before and after; nothing where its name cannot be seen. */
function nameOfOpener(
  { opener }: SpanCall,
  { argumentsOf }: Findings,
  scopes: ReadonlyMap<string, string>,
  nameOf: NameOf,
): { readonly old: string; readonly fresh: string } | undefined {
  const node = opener && argumentsOf.get(opener)?.name
  const old = node && nameOf(node)
  return old === undefined ? undefined : { old, fresh: scopes.get(old) ?? old }
}

/** The constants that nodes stand for: `A` of an import, `Scope.A` of a namespace. */
function findConstants({ references }: Findings): ReadonlyMap<Node, string> {
  const found = [...references].flatMap(([{ role, imported }, uses]) =>
    role !== 'scopes'
      ? []
      : uses.map(({ path }) => {
          const node = nodeOf(path)
          if (imported !== '*') return [node, imported] as const
          const member = nodeOf(parentOf(path))
          return [member, member.type === 'MemberExpression' ? (memberName(member) ?? '') : ''] as const
        }),
  )
  return new Map(found)
}

/** Constants by binding: `Scope.A` of a namespace, `{ A }` and its references, `{ A as b }` in the import alone. */
function renameConstants({ references }: Findings, { constants }: Renames): Edit[] {
  return [...references].flatMap(([name, uses]): Edit[] => {
    if (name.role !== 'scopes' && name.role !== 'barrel') return []
    if (name.imported === '*') {
      return uses.flatMap(({ path }) => renameMember(nodeOf(parentOf(path)), nodeOf(path), constants))
    }
    const fresh = constants.get(name.imported)
    if (fresh === undefined) return []
    const { specifier, local, imported } = name
    const isAliased = local !== imported
    const source: Node = specifier.imported ?? specifier.key ?? specifier
    const own = { start: source.start, end: source.end, text: fresh }
    if (isAliased) return [own]
    return [own, ...uses.map(({ path }) => replaceReference(path, fresh))]
  })
}

function renameMember(member: Node, object: Node, constants: ReadonlyMap<string, string>): Edit[] {
  if (member.type === 'TSQualifiedName') {
    const fresh = constants.get(member.right.name)
    return fresh === undefined ? [] : [{ start: member.right.start, end: member.right.end, text: fresh }]
  }
  if (member.type !== 'MemberExpression' || member.object !== object) return []
  const fresh = constants.get(memberName(member) ?? '')
  if (fresh === undefined) return []
  const { property } = member
  return [{ start: property.start, end: property.end, text: member.computed ? `'${fresh}'` : fresh }]
}

/** A shorthand `{ A }` keeps its key: it is a name of the program, not of the catalog. */
function replaceReference(path: readonly Node[], fresh: string): Edit {
  const node = nodeOf(path)
  const parent = nodeOf(parentOf(path))
  const isShorthand = parent.type === 'Property' && parent.shorthand
  return { start: node.start, end: node.end, text: isShorthand ? `${node.name}: ${fresh}` : fresh }
}
