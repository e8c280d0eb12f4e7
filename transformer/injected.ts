import { resolveNames } from './bindings.ts'
import type { ImportedName } from './imports.ts'
import { type Node, nodeOf, type Path, parentOf } from './syntax.ts'
import type { TeleCall, Use } from './use.ts'
import { walk } from './walk.ts'

/**
 * Instruments that come from elsewhere: a parameter, a variable or a property whose type is `Telemetry`. Which instrument
 * it is nobody can tell, so that its calls are checked and stay.
 */
export interface Injected {
  readonly name: string
  /** Where the type is written. */
  readonly declaration: Node
  readonly calls: readonly TeleCall[]
}

/** Reads what is done with an expression whose value is an instrument. */
type Reader = (name: string, path: Path) => readonly Use[]

/** Finds what is declared as an instrument, by the places in types where our names stand. */
export function findInjected(
  program: Node,
  types: ReadonlyMap<ImportedName, readonly Path[]>,
  read: Reader,
): Injected[] {
  const holders = [...types].flatMap(([name, paths]) => paths.map((path) => findHolder(name, path)))
  return holders.flatMap((holder) => {
    if (!holder) return []
    const { name, places } = readHolder(program, holder)
    const uses = places.flatMap((path) => read(name, path))
    const calls = uses.filter((use): use is TeleCall => use.kind === 'tele')
    const isUnseen = nodeOf(holder).type === 'TSPropertySignature'
    return calls.length > 0 || isUnseen ? { name, declaration: nodeOf(holder), calls } : []
  })
}

/** What an annotation belongs to: `Telemetry`, `T.Telemetry` or `typeof tele`, by itself or beside `undefined`. */
function findHolder({ imported }: ImportedName, reference: Path): Path | undefined {
  const qualified = nodeOf(parentOf(reference))
  const isMember = imported === '*' && qualified.type === 'TSQualifiedName'
  const type = isMember ? parentOf(parentOf(reference)) : parentOf(reference)
  const name = isMember ? qualified.right.name : imported
  const isOurs =
    (name === 'Telemetry' && nodeOf(type).type === 'TSTypeReference') ||
    ((name === 'tele' || name === 'default') && nodeOf(type).type === 'TSTypeQuery')
  const whole = nodeOf(parentOf(type)).type === 'TSUnionType' ? parentOf(type) : type
  const holder = parentOf(parentOf(whole))
  return isOurs && nodeOf(parentOf(whole)).type === 'TSTypeAnnotation' && HOLDERS.has(nodeOf(holder).type)
    ? holder
    : undefined
}

/** What holds a value. A function that gives an instrument does not: its caller does something with that. */
const HOLDERS = new Set([
  'Identifier',
  'PropertyDefinition',
  'AccessorProperty',
  'TSAbstractPropertyDefinition',
  'TSAbstractAccessorProperty',
  'TSPropertySignature',
])

/** The places at which the value of a declaration is read, by its name. */
function readHolder(program: Node, holder: Path): { name: string; places: readonly Path[] } {
  const node = nodeOf(holder)
  if (node.type !== 'Identifier') {
    const name = propertyName(node)
    return { name, places: node.type === 'TSPropertySignature' ? [] : findMembers(holder, name) }
  }
  const { references } = resolveNames(program, new Set([node.name]))
  const own = references.filter(({ declaration, inType }) => declaration === node && !inType)
  const isProperty = holder.slice(-3, -1).some(({ type }) => type === 'TSParameterProperty')
  const members = isProperty ? findMembers(holder, node.name) : []
  return { name: node.name, places: [...own.map(({ path }) => path), ...members] }
}

function propertyName({ key, computed }: Node): string {
  if (computed) return ''
  return key.type === 'PrivateIdentifier' ? `#${key.name}` : (key.name ?? String(key.value))
}

/** `this.name` wherever `this` is an object of the class. */
function findMembers(holder: Path, name: string): Path[] {
  const at = holder.findLastIndex(({ type }) => type === 'ClassBody')
  const found: Path[] = []
  if (at === -1 || name === '') return found
  walk(holder[at]!, (node, stack) => {
    if (node !== holder[at] && /^(?:Class(?:Body)|FunctionDeclaration)$/.test(node.type)) return false
    if (node.type === 'FunctionExpression' && stack.at(-2)?.type !== 'MethodDefinition') return false
    const isMember = node.type === 'MemberExpression' && node.object.type === 'ThisExpression' && !node.computed
    if (isMember && propertyName({ ...node, key: node.property } as Node) === name)
      found.push([...holder.slice(0, at), ...stack])
    return undefined
  })
  return found
}
