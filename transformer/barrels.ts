import type { Diagnostic } from '../report/index.ts'
import { createPlaceFinder } from '../report/index.ts'
import { EXPORTED_VALUES } from './exports.ts'
import { exportedName, findImports, type OurImports } from './imports.ts'
import { type Barrel, createModules, type ModuleConfig, type Modules, type Origin, toModulePath } from './modules.ts'
import { parseSource } from './parse.ts'
import { type Node, nodeOf } from './syntax.ts'

/** A module of the project that the option `modules` names. */
export interface BarrelSource {
  readonly file: string
  readonly text: string
}

/**
 * Reads what modules of the project pass on of ours. They may pass it on from each other, in any order, so that they
 * are read until nothing new is found.
 */
export function readBarrels(
  sources: readonly BarrelSource[],
  config: Pick<ModuleConfig, 'generated' | 'resolveAlias'>,
): { barrels: ReadonlyMap<string, Barrel>; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const programs = sources.flatMap(({ file, text }) => {
    const parsed = parseSource(text, file, createPlaceFinder(file, text))
    if (!('diagnostic' in parsed)) return { file, program: parsed.program }
    diagnostics.push(parsed.diagnostic)
    return []
  })
  let barrels = new Map<string, Barrel>(sources.map(({ file }) => [toModulePath(file), new Map()]))
  for (let count = -1; count !== countNames(barrels); ) {
    count = countNames(barrels)
    const known = { ...config, barrels }
    barrels = new Map(programs.map(({ file, program }) => [toModulePath(file), readBarrel(program, file, known)]))
  }
  return { barrels, diagnostics }
}

function countNames(barrels: ReadonlyMap<string, Barrel>): number {
  return [...barrels.values()].reduce((sum, { size }) => sum + size, 0)
}

function readBarrel(program: Node, file: string, config: ModuleConfig): Barrel {
  const modules = createModules(file, config)
  const imports = findImports(program, modules)
  const own = (program.body as readonly Node[]).flatMap((statement) => readLocalExports(statement, imports))
  return new Map([...imports.reExports.flatMap((path) => readReExport(nodeOf(path), modules)), ...own])
}

type Exported = [name: string, origin: Origin]

function readReExport(statement: Node, modules: Modules): Exported[] {
  const module = modules.find(statement.source.value)!
  const name = (exported: string, imported: string): Exported[] => {
    const origin = module.originOf(imported)
    return origin ? [[exported, origin]] : []
  }
  if (statement.type === 'ExportAllDeclaration') {
    if (statement.exported) return name(exportedName(statement.exported), '*')
    return (EXPORTED_VALUES[module.specifier] ?? []).flatMap((value) => name(value, value))
  }
  return (statement.specifiers as readonly Node[]).flatMap((one) =>
    one.exportKind === 'type' ? [] : name(exportedName(one.exported), exportedName(one.local)),
  )
}

/** `import { tele } from 'telescopic'; export { tele }`, and `export default tele`. */
function readLocalExports(statement: Node, { names }: OurImports): Exported[] {
  const originOf = (local: string): Origin | undefined => names.find((name) => name.local === local && !name.typeOnly)
  if (statement.type === 'ExportDefaultDeclaration') {
    const origin = statement.declaration.type === 'Identifier' ? originOf(statement.declaration.name) : undefined
    return origin ? [['default', origin]] : []
  }
  if (statement.type !== 'ExportNamedDeclaration' || statement.source || statement.exportKind === 'type') return []
  return (statement.specifiers as readonly Node[]).flatMap((one) => {
    const origin = originOf(exportedName(one.local))
    return origin ? [[exportedName(one.exported), { role: origin.role, imported: origin.imported }] as Exported] : []
  })
}
