import type { Edit } from './edit.ts'
import type { Findings } from './find.ts'
import { type Node, nodeOf, type Path, unwrap } from './syntax.ts'

/** How compiled calls come by the sites that they use. */

/** What a file imports, and under which names. */
export interface SiteImport {
  /** What all names begin with that are added to the file. */
  readonly prefix: string
  /** Functions of `telescopic/site`. */
  readonly functions: readonly string[]
  /** Variables, one for each site. */
  readonly variables: readonly string[]
  /** The module, where it is not found by its own name. */
  readonly specifier: string | undefined
  readonly isTypeScript: boolean
}

const SITES = 'telescopic/site'

/**
 * The statement that sites are loaded behind: the first one that brings `tele`. Not before it: what stands there may set the flags
 * that the library reads when it loads. Where `tele` is loaded when it is needed there is none, nor where a function does it.
 */
export function findMainImport({ imports }: Findings): Node | undefined {
  const holders = imports.names.flatMap(({ role, typeOnly, holder }) => (role === 'main' && !typeOnly ? [holder] : []))
  const isLoadedFirst = holders.every((holder) => LOADS.test(nodeOf(holder).type) && !isLate(holder))
  const statements = holders.map((holder) => holder[1]!)
  return isLoadedFirst ? statements.toSorted((a, b) => a.start - b.start)[0] : undefined
}

const LOADS = /^(?:ImportDeclaration|TSImportEqualsDeclaration|VariableDeclarator)$/

/** `await import()`, and what does not stand in the module itself. */
function isLate(holder: Path): boolean {
  const { type, init } = nodeOf(holder)
  if (type !== 'VariableDeclarator') return holder.length !== 2
  return holder.length !== 3 || namesAwait(init)
}

function namesAwait(init: Node): boolean {
  const value = unwrap(init)
  return value.type === 'AwaitExpression' || (value.type === 'MemberExpression' && namesAwait(value.object))
}

/** Loads the sites behind that statement, and as it does; in a file that has none, before everything else that it loads. */
export function importSites(text: string, program: Node, main: Node | undefined, what: SiteImport): Edit {
  const before = main ?? findDirective(program)
  const at = before ? before.end : findStart(program)
  const separator = before && text[at - 1] !== ';' ? ';' : ''
  const isImported = main ? main.type === 'ImportDeclaration' : isModule(program)
  const loaded = isImported ? printImport(what) : printRequire(what)
  return { start: at, end: at, text: separator + loaded + declareSites(what) }
}

/**
 * The import that sites may be imported behind where functions are instrumented. In a cycle of modules such a function may be
 * called before its own module ran: what it calls has to be there before anything else is loaded.
 */
export function findFirstImport({ body }: Node, main: Node | undefined): Node | undefined {
  return (body as readonly Node[]).find(({ type, source }) => source || /^TS.*Import/.test(type)) === main
    ? main
    : undefined
}

/** Whether a file is a module by what it says, and not CommonJS. */
export function isModule({ sourceType, body }: Node): boolean {
  return sourceType === 'module' || (body as readonly Node[]).some(makesModule)
}

function makesModule({ type, moduleReference }: Node): boolean {
  return /^(?:Import|Export)|^TSExport/.test(type) || moduleReference?.type === 'TSExternalModuleReference'
}

export function choosePrefix(text: string): string {
  for (let count = 0; ; count++) {
    const prefix = `_t${count || ''}`
    if (!text.includes(prefix)) return prefix
  }
}

/** Decorators may stand before the `export` that the parser starts at. */
function findStart({ body }: Node): number {
  const [first] = body as readonly Node[]
  return Math.min(first?.start ?? 0, first?.declaration?.decorators?.[0]?.start ?? Number.POSITIVE_INFINITY)
}

/** The last of the directives, which are none when something stands before them. */
function findDirective({ body }: Node): Node | undefined {
  return (body as readonly Node[]).findLast((statement) => statement.directive)
}

function printImport({ prefix, functions, specifier }: SiteImport): string {
  return `import{${functions.map((name) => `${name} as ${prefix}${name}`)}}from${quote(specifier)};`
}

function printRequire({ prefix, functions, specifier }: SiteImport): string {
  return `var{${functions.map((name) => `${name}:${prefix}${name}`)}}=require(${quote(specifier)});`
}

function declareSites({ variables, isTypeScript }: SiteImport): string {
  return variables.length > 0 ? `var ${variables.map((name) => (isTypeScript ? `${name}:any` : name))};` : ''
}

function quote(specifier: string = SITES): string {
  return /^[\w@./:-]*$/.test(specifier) ? `'${specifier}'` : JSON.stringify(specifier)
}
