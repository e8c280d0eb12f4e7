import { createDiagnostic, type Diagnostic } from '../../report/index.ts'
import { type CheckContext, NO_CONTEXT } from '../context.ts'
import type { Catalog, Measurement, Scope } from '../model.ts'
import { showText } from '../read/text.ts'
import { isUnit, suggestUnit } from '../units.ts'

/** Finds units that are neither a known code nor an annotation. */
export function checkUnits(catalog: Catalog, { locate }: CheckContext = NO_CONTEXT): Diagnostic[] {
  const scopes = [...catalog.scopes.values()]
  const carriers = [
    ...catalog.attributes.values(),
    ...scopes.flatMap((scope): (Scope | Measurement)[] => [scope, ...scope.measurements]),
  ]
  return carriers.flatMap((carrier) => {
    if (carrier.unit === undefined || isUnit(carrier.unit)) return []
    const suggestion = suggestUnit(carrier.unit)
    const note = suggestion ? `did you mean \`${suggestion}\`?` : 'what is counted is written in braces: `{request}`'
    return createDiagnostic('unit-unknown', `${showText(carrier.unit)} is not a unit.`, locate(carrier, 'unit'), [note])
  })
}

/** Finds gauges and histograms without a unit. A counter counts what its name says; spans are seconds. */
export function checkUnitMissing(catalog: Catalog, { doubtful }: CheckContext = NO_CONTEXT): Diagnostic[] {
  const scopes = [...catalog.scopes.values()].filter(({ kind }) => kind === 'gauge' || kind === 'histogram')
  return scopes
    .filter((scope) => scope.unit === undefined && !doubtful.has(scope))
    .map((scope) => {
      const message = `The ${scope.kind} ${showText(scope.name)} has no \`unit\`.`
      return createDiagnostic('unit-missing', message, scope.place, ["a plain number has the unit '1'"])
    })
}
