import { isGlob, isHidden, matchesName } from '../catalog/wildcard.ts'
import { listFunctions, type NamedFunction } from './functions.ts'
import { isFunction, type Node, stringValue } from './syntax.ts'
import { type BodyForm, readBody } from './weave-body.ts'

/** Functions that the catalog has a span put around, at compile time. */
export interface WeaveTarget {
  readonly scope: string
  /** What the catalog calls it. */
  readonly text: string
  /** Whether it is a file of a package. */
  readonly isPackage: boolean
  /** Absolute path of a file, or a glob of such: `*` and `?` within a name, `**` for any number of folders. */
  readonly file: string
  /** Name of a function, or a glob of such: `Planner.*`. */
  readonly name: string
  /** The module of the sites, where the file does not find it by its own name: packages see what they depend on. */
  readonly sites: string | undefined
}

/** A function with the scopes of its spans, the outermost first. */
export interface Instrumented {
  readonly fn: Node
  readonly form: BodyForm
  readonly scopes: readonly string[]
  readonly sites: string | undefined
}

/** The targets that lie in a file. */
export function selectTargets(id: string, targets: readonly WeaveTarget[]): readonly WeaveTarget[] {
  if (targets.length === 0) return targets
  const path = id.replace(/[?#].*$/, '').replaceAll('\\', '/')
  return targets.filter(({ file }) => matchesPath(path, file))
}

/** Finds the functions of a file that targets name, but for those that cannot be put into a span. */
export function findInstrumented(program: Node, targets: readonly WeaveTarget[]): readonly Instrumented[] {
  if (targets.length === 0) return []
  return listFunctions(program).flatMap((one) => {
    const own = targets.filter(({ name }) => isNamed(one, name))
    if (own.length === 0) return []
    const form = chooseForm(one)
    if (form.kind === 'none') return []
    const woven = listWoven(one.fn)
    const scopes = [...new Set(own.map(({ scope }) => scope))].filter((scope) => !woven.includes(scope))
    return scopes.length > 0 ? { fn: one.fn, form, scopes, sites: own[0]!.sites } : []
  })
}

/** How a function is put into a span. A constructor has no body that could be called by another. */
export function chooseForm({ fn, isConstructor, isStrict }: NamedFunction): BodyForm {
  return isConstructor ? { kind: 'none', reason: 'which is a constructor' } : readBody(fn, isStrict)
}

/** Whether a function has a name, or one that a glob says. */
export function isNamed({ names }: Pick<NamedFunction, 'names'>, glob: string): boolean {
  const segments = glob.split('.')
  return names.some((name) => {
    const own = name.split('.')
    return own.length === segments.length && own.every((segment, index) => matchesName(segment, segments[index]!))
  })
}

/** The scopes that a function has been put into already: a program may come through two of our hosts. */
function listWoven({ body }: Node): readonly string[] {
  const first: Node | undefined = body.type === 'BlockStatement' ? body.body.find((one: Node) => !one.directive) : body
  if (first?.type === 'VariableDeclaration') return first.declarations.flatMap(({ init }: Node) => readSite(init))
  const value = first?.type === 'ReturnStatement' ? first.argument : first
  const call = value?.type === 'AwaitExpression' ? value.argument : value
  const own = readSite(call)
  const inner: Node | undefined = own.length > 0 ? call.arguments[2] : undefined
  return inner && isFunction(inner) ? [...own, ...listWoven(inner)] : own
}

/** The scope of `_trun(_t1??=_tsite('scope'), …)`. */
function readSite(call: Node | null | undefined): readonly string[] {
  const site: Node | undefined = call?.type === 'CallExpression' ? call.arguments[0] : undefined
  const made = site?.type === 'AssignmentExpression' && site.operator === '??=' ? site.right : undefined
  const scope = made?.type === 'CallExpression' && made.arguments[0] ? stringValue(made.arguments[0]) : undefined
  return scope === undefined ? [] : [scope]
}

function matchesPath(path: string, glob: string): boolean {
  return isGlob(glob) ? matchesFolders(path.split('/'), glob.split('/')) : path === glob
}

function matchesFolders(path: readonly string[], [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return path.length === 0
  const [name, ...below] = path
  if (first === '**')
    return (
      matchesFolders(path, rest) || (name !== undefined && !isHidden(name) && matchesFolders(below, [first, ...rest]))
    )
  if (name === undefined || (isGlob(first) && isHidden(name))) return false
  return matchesName(name, first) && matchesFolders(below, rest)
}
