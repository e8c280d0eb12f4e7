import type { Node } from './syntax.ts'

/** Which imports are ours. By module, never by name: a `tele` from anywhere else is somebody else's. */

/**
 * - `main`: `telescopic` itself. `companion`: a subpath such as `telescopic/memory`.
 * - `scopes`, `names`: generated files; their constants are names of the catalog.
 */
export type ModuleRole = 'main' | 'companion' | 'scopes' | 'names'

/** One imported name, or the module as a whole. */
export interface ImportedName {
  readonly local: string
  /** The exported name; `default`, or `*` for the namespace. */
  readonly imported: string
  readonly role: ModuleRole
  readonly specifier: Node
  readonly statement: Node
  /** Written with `type`. */
  readonly typeOnly: boolean
}

export interface OurImports {
  readonly names: readonly ImportedName[]
  /** Import statements without names: `import 'telescopic'`. */
  readonly bare: readonly Node[]
  /** `export … from`, `require()`, `import()` and `import x = require()` of our modules: they cannot be removed. */
  readonly leaks: readonly Node[]
}

/** Finds the import statements that name our modules. `generated` is the folder of the generated files. */
export function findImports(program: Node, generated: string): OurImports {
  const names: ImportedName[] = []
  const bare: Node[] = []
  const leaks: Node[] = []
  for (const statement of program.body as readonly Node[]) {
    const role = statement.source ? roleOfModule(statement.source.value, generated) : undefined
    if (role === undefined) continue
    if (statement.type !== 'ImportDeclaration') {
      if (isLeak(statement, role)) leaks.push(statement)
    } else if (statement.specifiers.length === 0) bare.push(statement)
    else names.push(...statement.specifiers.map((specifier: Node) => readSpecifier(specifier, statement, role)))
  }
  return { names, bare, leaks }
}

/** What a module specifier is to us, or `undefined` when it is not ours. */
export function roleOfModule(specifier: unknown, generated: string): ModuleRole | undefined {
  if (typeof specifier !== 'string') return undefined
  if (specifier === 'telescopic') return 'main'
  if (specifier.startsWith('telescopic/')) return 'companion'
  const [folder, file] = specifier.split('/').slice(-2)
  if (folder !== generated) return undefined
  const base = file?.replace(/\.[cm]?[jt]s$/, '')
  return base === 'scopes' || base === 'names' ? base : undefined
}

function isLeak(statement: Node, role: ModuleRole): boolean {
  const reExports = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportAllDeclaration'
  return reExports && statement.exportKind !== 'type' && (role === 'main' || role === 'companion')
}

function readSpecifier(specifier: Node, statement: Node, role: ModuleRole): ImportedName {
  return {
    local: specifier.local.name,
    imported: importedName(specifier),
    role,
    specifier,
    statement,
    typeOnly: statement.importKind === 'type' || specifier.importKind === 'type',
  }
}

function importedName(specifier: Node): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  if (specifier.type === 'ImportDefaultSpecifier') return 'default'
  return specifier.imported.type === 'Literal' ? specifier.imported.value : specifier.imported.name
}
