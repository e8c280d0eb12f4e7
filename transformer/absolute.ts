import { createDiagnostic, type Diagnostic, type PlaceFinder } from '../report/index.ts'
import { resolveNames } from './bindings.ts'
import type { Draft } from './draft.ts'
import type { Findings } from './find.ts'
import { memberName, type Node, unwrap } from './syntax.ts'
import type { SpanCall } from './use.ts'

/**
 * A metric that stays when its span is compiled out: `plan.gauge('size', 1)` → `tele.gauge('pipeline.plan.size', 1)`,
 * with the `tele` that opened the span.
 */
export function makeAbsolute(
  draft: Draft,
  use: SpanCall,
  opener: Node,
  { argumentsOf, imports }: Findings,
  { scopeOf }: { scopeOf: (call: Node) => string | undefined },
  placeAt: PlaceFinder,
): Diagnostic[] {
  const scope = scopeOf(use.call)
  const name = argumentsOf.get(use.call)?.name
  if (scope === undefined || !name) return []
  const object: Node = unwrap(use.call.callee).object
  const tele = findTele(unwrap(opener.callee))
  const root = rootOf(tele)
  const { declarations } = resolveNames(draft.program, new Set([root]))
  if (declarations.length > 1) return [reportShadow(root, use.call, scope, placeAt)]
  const imported = imports.names.find(({ local }) => local === root)
  if (imported) draft.revived.add(imported.declaration)
  draft.edits.push(
    { start: object.start, end: object.end, text: draft.text.slice(tele.start, tele.end) },
    { start: name.start, end: name.end, text: `'${scope}'` },
  )
  return []
}

/** `tele` of `tele(…)`, `tele.span(…)` and `T.tele.start(…)`. */
function findTele(callee: Node): Node {
  const isMethod = callee.type === 'MemberExpression' && /^(span|time|start)$/.test(memberName(callee) ?? '')
  return isMethod ? callee.object : callee
}

function rootOf(node: Node): string {
  const inner = unwrap(node)
  return inner.type === 'MemberExpression' ? rootOf(inner.object) : inner.name
}

function reportShadow(root: string, call: Node, scope: string, placeAt: PlaceFinder): Diagnostic {
  const message = `the span around '${scope}' is compiled out, and '${root}' means several things in this file`
  return createDiagnostic('selection-shadowed', message, placeAt(call.start, call.end), [
    `write tele.${memberName(unwrap(call.callee))}('${scope}', …), or rename the other '${root}'`,
  ])
}
