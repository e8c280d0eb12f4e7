import { resolveNames } from './bindings.ts'
import { type Draft, removeStatement } from './draft.ts'
import type { Edit } from './edit.ts'
import { dropSpecifiers } from './import-edits.ts'
import { type Node, nodeOf } from './syntax.ts'

/**
 * Removes imports of the program's own modules that only removed code used, as the TypeScript compiler would.
 * It is not left to the host: esbuild picks the short names of a minified bundle by the letters of the source, imports
 * that it drops later included, so that a forgotten `import { describe } from './describe.js'` renames half the bundle.
 * In JavaScript, where nobody drops imports, they stay.
 */
export function planHelperImports(draft: Draft, removals: readonly Edit[], gone: (node: Node) => boolean): void {
  const removedText = removals.map((edit) => draft.text.slice(edit.start, edit.end)).join(' ')
  const words = new Set(removedText.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))
  const statements = (draft.program.body as readonly Node[])
    .filter((statement) => !draft.removed.has(statement))
    .map((statement) => ({ statement, names: importedNames(statement) }))
    .filter(({ names }) => names.some(({ local }) => words.has(local.name)))
  const candidates = statements
    .flatMap(({ names }) => names.map(({ local }) => local))
    .filter((local) => words.has(local.name) && !draft.revived.has(local))
  if (candidates.length === 0) return
  const unused = findUnused(draft.program, candidates, gone)
  for (const { statement, names } of statements) {
    const kept = names.filter(({ local }) => !unused.has(local))
    if (kept.length === names.length) continue
    if (kept.length === 0) removeStatement(draft, [draft.program, statement])
    else
      draft.edits.push(
        ...dropSpecifiers(
          draft.text,
          statement,
          kept.map(({ specifier }) => specifier),
        ),
      )
  }
}

interface HelperName {
  readonly local: Node
  readonly specifier: Node
}

/** The names of `import … from` and of `import x = require()`. */
function importedNames(statement: Node): readonly HelperName[] {
  if (statement.type === 'ImportDeclaration')
    return (statement.specifiers as readonly Node[]).map((specifier) => ({ local: specifier.local, specifier }))
  const loads =
    statement.type === 'TSImportEqualsDeclaration' && statement.moduleReference.type === 'TSExternalModuleReference'
  return loads ? [{ local: statement.id, specifier: statement }] : []
}

/** The names that were used, and are not any more. */
function findUnused(program: Node, locals: readonly Node[], gone: (node: Node) => boolean): ReadonlySet<Node> {
  const { references } = resolveNames(program, new Set(locals.map(({ name }) => name as string)))
  return new Set(
    locals.filter((local) => {
      const own = references.filter((reference) => reference.declaration === local)
      return own.length > 0 && own.every((reference) => gone(nodeOf(reference.path)))
    }),
  )
}
