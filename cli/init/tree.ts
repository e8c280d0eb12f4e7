import { createPlaceFinder } from '../../report/index.ts'
import { parseSource } from '../../transformer/parse.ts'
import { isFunction, memberName, type Node, unwrap } from '../../transformer/syntax.ts'
import { walk, walkOwn } from '../../transformer/walk.ts'

/** The tree of a file of options, and the object in it that holds the options. */

/** The tree of a script; `undefined` where it is none. */
export function parseScript(text: string, file: string): Node | undefined {
  const parsed = parseSource(text, file, createPlaceFinder(file, text))
  return 'program' in parsed ? parsed.program : undefined
}

/** The object of a file that exports its options: as they are, by a name, by `defineConfig`, or from a function. */
export function findExported(program: Node): Node | undefined {
  const found = new Set<Node | undefined>()
  for (const statement of program.body as readonly Node[]) {
    if (statement.type === 'ExportDefaultDeclaration') found.add(resolveObject(statement.declaration, program))
    const assignment = statement.type === 'ExpressionStatement' ? unwrap(statement.expression) : undefined
    if (assignment?.type !== 'AssignmentExpression' || assignment.left.type !== 'MemberExpression') continue
    const { object } = assignment.left
    if (object.type === 'Identifier' && object.name === 'module' && memberName(assignment.left) === 'exports')
      found.add(resolveObject(assignment.right, program))
  }
  return onlyOne(found)
}

/** The object that a script hands to esbuild's `build` or `context`, or to `Bun.build`. */
export function findHanded(program: Node, host: 'esbuild' | 'bun'): Node | undefined {
  const found = new Set<Node | undefined>()
  const names = host === 'esbuild' ? listImported(program, 'esbuild') : new Map([['Bun', '*']])
  walk(program, (node) => {
    if (node.type !== 'CallExpression') return
    const callee = unwrap(node.callee)
    const called =
      callee.type === 'Identifier'
        ? names.get(callee.name)
        : callee.type === 'MemberExpression' && names.get(callee.object.name) === '*'
          ? memberName(callee)
          : undefined
    // A synchronous build takes no plugins; it counts as one whose options are not understood.
    if (called === 'buildSync') found.add(undefined)
    if (called === 'build' || called === 'context') found.add(resolveObject(node.arguments[0], program))
  })
  return onlyOne(found)
}

/** The value of a property of an object that can be read off: no spread behind it could take its place. */
export function findProperty(object: Node, name: string): Node | 'absent' | undefined {
  const properties: readonly Node[] = object.properties
  const found = properties.filter((property) => property.type === 'Property' && nameOf(property) === name)
  const isOpen = (property: Node): boolean => property.type !== 'Property' || nameOf(property) === undefined
  if (found.length === 0) return properties.some(isOpen) ? undefined : 'absent'
  const behind = properties.slice(properties.indexOf(found[0]!) + 1)
  return found.length > 1 || behind.some(isOpen) ? undefined : found[0]!.value
}

/** What a name of the file's outermost level was declared with, if that is all that ever happens to it. */
export function resolveName(name: string, program: Node): Node | undefined {
  const declarations = (program.body as readonly Node[])
    .filter(({ type, kind }) => type === 'VariableDeclaration' && kind === 'const')
    .flatMap(({ declarations }) => declarations as readonly Node[])
    .filter(({ id }) => id.type === 'Identifier' && id.name === name)
  return declarations.length === 1 ? (declarations[0]!.init ?? undefined) : undefined
}

/** The module of an `import` or a `require` at the outermost level, with the statement. */
export function listLoads(program: Node): readonly { readonly from: Node; readonly statement: Node }[] {
  return (program.body as readonly Node[]).flatMap((statement) => {
    if (statement.type === 'ImportDeclaration') return [{ from: statement.source as Node, statement }]
    if (statement.type !== 'VariableDeclaration') return []
    return (statement.declarations as readonly Node[]).flatMap(({ init }) => {
      const from = init && requiredBy(unwrap(init))
      return from ? [{ from, statement }] : []
    })
  })
}

// --- internal ---

function resolveObject(start: Node | undefined, program: Node): Node | undefined {
  let node = start && unwrap(start)
  // Names can name each other; eight steps are more than anyone writes.
  for (let step = 0; node && step < 8; step++) {
    if (node.type === 'ObjectExpression') return node
    const next = nextOf(node, program)
    node = next && unwrap(next)
  }
  return undefined
}

function nextOf(node: Node, program: Node): Node | undefined {
  if (node.type === 'Identifier') return resolveName(node.name, program)
  if (isFunction(node)) return returnedBy(node)
  const isDefine = node.type === 'CallExpression' && /^define[A-Z]\w*$/.test(node.callee.name ?? '')
  return isDefine && node.arguments.length === 1 ? node.arguments[0] : undefined
}

/** What a function returns, where there is one answer. */
function returnedBy(node: Node): Node | undefined {
  if (node.body?.type !== 'BlockStatement') return node.body ?? undefined
  const returns: Node[] = []
  walkOwn(node, (inner) => void (inner.type === 'ReturnStatement' && returns.push(inner)))
  return returns.length === 1 ? (returns[0]!.argument ?? undefined) : undefined
}

function nameOf({ key, computed }: Node): string | undefined {
  if (computed) return undefined
  return key.type === 'Identifier' ? key.name : String(key.value)
}

/** Names that a module's exports have in the file; `*` is the module as a whole. */
function listImported(program: Node, module: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { from, statement } of listLoads(program)) {
    if (from.value !== module) continue
    for (const { type, local, imported } of (statement.specifiers ?? []) as readonly Node[])
      names.set(local.name, type === 'ImportSpecifier' ? (imported.name ?? imported.value) : '*')
    for (const { id } of (statement.declarations ?? []) as readonly Node[]) {
      if (id.type === 'Identifier') names.set(id.name, '*')
      for (const { key, value } of (id.properties ?? []) as readonly Node[])
        if (value?.type === 'Identifier') names.set(value.name, key.name)
    }
  }
  return names
}

function requiredBy(node: Node): Node | undefined {
  const call = node.type === 'MemberExpression' ? unwrap(node.object) : node
  const isRequire = call.type === 'CallExpression' && call.callee.name === 'require'
  return isRequire && call.arguments[0]?.type === 'Literal' ? call.arguments[0] : undefined
}

function onlyOne(found: ReadonlySet<Node | undefined>): Node | undefined {
  return found.size === 1 ? [...found][0] : undefined
}
