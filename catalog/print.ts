import type { Catalog } from './model.ts'
import { describeRuntime } from './print/describe.ts'
import { createHeader } from './print/header.ts'
import { printJson } from './print/json.ts'
import { describeNames } from './print/names.ts'
import { type PrintOptions, resolvePrintOptions } from './print/options.ts'
import { describeScopes } from './print/scopes.ts'
import { describeTypes } from './print/types.ts'
import { printStatements } from './print/typescript.ts'

/** Prints the generated files of a catalog without errors: texts by file name. Same catalog and options, same bytes. */
export function printCatalog(catalog: Catalog, options: PrintOptions): ReadonlyMap<string, string> {
  const resolved = resolvePrintOptions(catalog, options)
  const header = createHeader(resolved)
  return new Map([
    ['scopes.ts', printStatements(header, describeScopes(catalog, resolved))],
    ['names.ts', printStatements(header, describeNames(catalog, resolved))],
    ['types.ts', printStatements(header, describeTypes(catalog, resolved))],
    ['describe.ts', printStatements(header, describeRuntime(catalog))],
    ['catalog.json', printJson(catalog, header)],
  ])
}
