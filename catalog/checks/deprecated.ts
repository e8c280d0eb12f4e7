import { createDiagnostic, type Diagnostic, type Note, suggestName } from '../../report/index.ts'
import { type CheckContext, NO_CONTEXT } from '../context.ts'
import type { Catalog, Scope } from '../model.ts'
import { showText } from '../read/text.ts'

/** Finds deprecated scopes whose replacement is missing, deprecated itself, or of another kind. */
export function checkDeprecatedTargets(catalog: Catalog, context: CheckContext = NO_CONTEXT): Diagnostic[] {
  return [...catalog.scopes.values()].flatMap((scope) => {
    const { deprecated } = scope
    if (deprecated?.replacedBy === undefined) return []
    const fault = describeFault(catalog, scope, deprecated.replacedBy, context)
    if (!fault) return []
    const place = context.locate(deprecated, 'replaced_by')
    return createDiagnostic('deprecated-target', fault.message, place, fault.notes)
  })
}

interface Fault {
  readonly message: string
  readonly notes: readonly (Note | string)[]
}

function describeFault(catalog: Catalog, scope: Scope, name: string, { doubtful }: CheckContext): Fault | undefined {
  if (name === scope.name) return { message: `The scope ${showText(name)} is replaced by itself.`, notes: [] }
  const target = catalog.scopes.get(name)
  if (!target) {
    const live = [...catalog.scopes.values()].filter((each) => !each.deprecated && each.name !== scope.name)
    const suggestion = suggestName(
      name,
      live.map((each) => each.name),
    )
    const notes = suggestion ? [`did you mean \`${suggestion}\`?`] : []
    return { message: `${showText(scope.name)} is replaced by ${showText(name)}, which is not declared.`, notes }
  }
  const here = { message: 'declared here', place: target.place }
  if (target.deprecated) {
    const next = target.deprecated.replacedBy
    const notes = next && next !== scope.name ? [here, `it is itself replaced by \`${next}\``] : [here]
    return { message: `${showText(scope.name)} is replaced by ${showText(name)}, which is deprecated too.`, notes }
  }
  if (target.kind === scope.kind || doubtful.has(target) || doubtful.has(scope)) return undefined
  const message = `The ${scope.kind} ${showText(scope.name)} is replaced by ${showText(name)}, which is a ${target.kind}.`
  return { message, notes: [here] }
}
