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
  const statements = (draft.program.body as readonly Node[]).filter(
    (statement) => statement.type === 'ImportDeclaration' && !draft.removed.has(statement),
  )
  const removedText = removals.map((edit) => draft.text.slice(edit.start, edit.end)).join(' ')
  const words = new Set(removedText.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))
  const candidates = statements
    .flatMap((statement) => statement.specifiers as Node[])
    .filter(({ local }) => words.has(local.name) && !draft.revived.has(local))
  if (candidates.length === 0) return
  const unused = findUnused(draft.program, candidates, gone)
  for (const statement of statements) {
    const specifiers = statement.specifiers as readonly Node[]
    const kept = specifiers.filter((specifier) => !unused.has(specifier))
    if (kept.length === specifiers.length) continue
    if (kept.length === 0) removeStatement(draft, [draft.program, statement])
    else draft.edits.push(...dropSpecifiers(draft.text, statement, kept))
  }
}

/** The specifiers that were used, and are not any more. */
function findUnused(program: Node, specifiers: readonly Node[], gone: (node: Node) => boolean): ReadonlySet<Node> {
  const { references } = resolveNames(program, new Set(specifiers.map(({ local }) => local.name)))
  return new Set(
    specifiers.filter(({ local }) => {
      const own = references.filter((reference) => reference.declaration === local)
      return own.length > 0 && own.every((reference) => gone(nodeOf(reference.path)))
    }),
  )
}
