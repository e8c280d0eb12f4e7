import { EXPRESSION_FORMS, readFacts } from './expression-forms.ts'
import { type ExpressionPlace, findPlaces, type ListPlace, type Places } from './places.ts'
import type { Random } from './random.ts'
import { isVar, readRun, writeRun } from './run-forms.ts'
import { createSpelling, type Spelling } from './spelling.ts'
import { behindLine, TOOL_COMMENT, takesStatement, writeHandle, writeLine, writeSnippet } from './statement-forms.ts'
import { boundNames, declaredNames, hasOwn, type Node, parseProgram } from './tree.ts'
import type { Insertion, Unit } from './unit.ts'
import { createWriter, type Writer } from './writer.ts'

/** Writes telemetry all over a plain program. */

export interface PlantOptions {
  /** With forms of which something is left, so that the twin is not the plain program. */
  readonly leftovers: boolean
  /** Only what a build with telemetry runs to the same results. */
  readonly runnable: boolean
  readonly legacyDecorators: boolean
  /** One place in so many gets telemetry. */
  readonly sparse: number
}

export interface Planted {
  readonly units: readonly Unit[]
  readonly spelling: Spelling
  /** Where the imports are written. */
  readonly importsAt: number
}

/** What is planted in one file; `undefined` where the parser does not read the plain program. */
export function plantFile(path: string, text: string, random: Random, options: PlantOptions): Planted | undefined {
  const program = parseProgram(path, text)
  if (!program || program.body.length === 0) return undefined
  const places = findPlaces(program, text)
  const spelling = createSpelling(text, random)
  const planter: Planter = { text, program, random, spelling, options, units: [], runs: [], sync: [] }
  // Of two that are put around the same text, the one planted first is the outer one.
  const taken = plantRuns(planter, places.lists)
  plantArrows(planter, places)
  for (const place of places.expressions) if (chance(planter, 1)) plantExpression(planter, place)
  for (const list of places.lists) plantList(planter, list, !taken.has(list))
  plantOthers(planter, places)
  return { units: planter.units, spelling, importsAt: chooseImports(planter, places.imports) }
}

interface Planter {
  readonly text: string
  readonly program: Node
  readonly random: Random
  readonly spelling: Spelling
  readonly options: PlantOptions
  readonly units: Unit[]
  /** Statements that have got a span around them. */
  readonly runs: { readonly start: number; readonly end: number }[]
  /** What has got a callback around it that is not async: no `await` may be written there. */
  readonly sync: { readonly start: number; readonly end: number }[]
}

function chance({ random, options }: Planter, weight: number): boolean {
  return random.once(Math.max(1, Math.round(options.sparse * weight)))
}

function add(planter: Planter, form: string, place: string, write: (writer: Writer) => readonly Insertion[]): void {
  const writer = createWriter(planter.random, planter.spelling)
  const insertions = write(writer)
  planter.units.push({ form, place, insertions, needs: [...writer.needs] })
}

// --- expressions ---

function plantExpression(planter: Planter, place: ExpressionPlace): void {
  const { options, random, text } = planter
  const { node, parent, key } = place
  if (options.runnable && losesName(node)) return
  const name = `${parent.type}.${key}`
  if (DIRECTIVE.test(text.slice(Math.max(0, node.start - 40), node.start))) return
  if (
    /^(undefined|void 0)$/.test(text.slice(node.start, node.end)) &&
    place.any &&
    parent.type !== 'ExpressionStatement'
  ) {
    if (text[node.start] === 'u' && !options.leftovers) return
    add(planter, 'tele.count() as undefined', name, (writer) => [
      { at: node.start, until: node.end, code: `${writer.tele()}.count('hit')`, twin: 'void 0' },
    ])
    return
  }
  const facts = readFacts(place, text)
  const forms = EXPRESSION_FORMS.filter(({ leaves, fits }) => (options.leftovers || !leaves) && fits(facts))
  if (forms.length === 0) return
  const form = random.pick(forms)
  // `typeof(x)` becomes `typeof tele(…)`.
  const space = /[\w$]/.test(text[node.start - 1] ?? '') ? ' ' : ''
  add(planter, form.form, name, (writer) => {
    const { code, twin = ['', ''] } = form.write(writer, facts)
    return [
      { at: node.start, code: space + code[0], twin: space && twin[0] ? space + twin[0] : twin[0] },
      { at: node.end, code: code[1], twin: twin[1], closes: true },
    ]
  })
}

/** A comment that a tool reads goes with what it is put before. */
const DIRECTIVE = /__PURE__\s*\*\/\s*$/

/** A function that is a value of its own takes the name of its variable; one in a call does not. */
function losesName({ type, id }: Node): boolean {
  return /^(ArrowFunctionExpression|FunctionExpression|ClassExpression)$/.test(type) && !id
}

// --- statements ---

function plantList(planter: Planter, place: ListPlace, handles: boolean): void {
  const { options, text, units } = planter
  const { statements, directives, owner, around } = place
  for (let index = directives; index <= statements.length; index++) {
    if (!takesStatement(statements, index, text)) continue
    if (chance(planter, 1)) {
      const { statement, form } = chooseStatement(planter, place, index)
      add(planter, form, owner.type, (writer) => [writeLine(writer, place, index, text, statement(writer))])
    }
    if (handles && chance(planter, 4) && index < statements.length && !isModuleItem(statements[index]!)) {
      const writer = createWriter(planter.random, planter.spelling)
      units.push({ place: owner.type, ...writeHandle(writer, place, index, text), needs: [...writer.needs] })
    }
    if (options.leftovers && chance(planter, 1) && index < statements.length && !around.inClass) {
      const writer = createWriter(planter.random, planter.spelling)
      const inRun = planter.runs.some(({ start, end }) => start <= owner.end && owner.start <= end)
      const { form, insertion } = writeSnippet(writer, place, index, { number: units.length, inRun })
      units.push({ form, place: owner.type, insertions: [insertion], needs: [...writer.needs] })
    }
  }
}

function isModuleItem({ type }: Node): boolean {
  return /^(Import|Export|TS)/.test(type)
}

/** A statement that waits, one that sets telemetry up, or one that reports. */
function chooseStatement(
  planter: Planter,
  place: ListPlace,
  index: number,
): { form: string; statement: (writer: Writer) => string } {
  const { random, options } = planter
  if (mayAwait(planter, place, index) && random.once(3)) {
    const form = place.around.topLevel ? 'await at the top level' : 'await tele.flush()'
    return { form, statement: (writer) => `await ${writer.tele()}.flush()` }
  }
  // Where the program runs, the reporter that records is not to be replaced.
  if (!options.runnable && random.once(12))
    return {
      form: 'tele.configure',
      statement: (writer) =>
        `${writer.tele()}.configure({ reporters: [${random.pick(['', '{ recordCount() {} }'])}] })`,
    }
  return { form: 'statement', statement: (writer) => writer.metric() }
}

/** In a script, `await` outside of a function is a name; in a module that runs here it would change the order of modules. */
function mayAwait(
  { sync, options, program }: Planter,
  { around, statements, start }: ListPlace,
  index: number,
): boolean {
  if (!around.awaits || options.runnable) return false
  if (around.topLevel && !(program.body as Node[]).some(({ type }) => /^(Import|Export)/.test(type))) return false
  const at = statements[index]?.start ?? statements.at(-1)?.end ?? start
  return !sync.some((one) => one.start <= at && at <= one.end)
}

/** Gives the lists that have a run: a handle there would be declared on one side of it and used on the other. */
function plantRuns(planter: Planter, lists: readonly ListPlace[]): ReadonlySet<ListPlace> {
  const taken = new Set<ListPlace>()
  const { random, text } = planter
  for (const place of lists) {
    const { statements, directives } = place
    if (statements.length - directives < 1 || !chance(planter, 0.5)) continue
    const first = directives + random.draw(statements.length - directives)
    const last = random.once(2) ? statements.length - 1 : first + random.draw(statements.length - first)
    const alone = first === last && /^(Return|Throw)Statement$/.test(statements[first]!.type)
    if (alone || (first === 0 && place.owner.type === 'Program')) continue
    const run = readRun(place, first, last, text)
    if (!run || (!planter.options.leftovers && !run.returns) || (run.vars && run.returns)) continue
    if (!planter.options.leftovers) continue
    taken.add(place)
    const range = { start: statements[first]!.start, end: statements[last]!.end }
    planter.runs.push(range)
    if (!run.awaits) planter.sync.push(range)
    add(planter, describeRun(run), place.owner.type, (writer) => writeRun(writer, run, text))
  }
  return taken
}

function describeRun({ vars, awaits, returns }: { vars: boolean; awaits: boolean; returns: boolean }): string {
  const call = awaits ? 'tele(async () => { … })' : 'tele(() => { … })'
  return `${returns ? 'return ' : awaits ? 'await ' : ''}${call}${vars ? ' with var' : ''}`
}

// --- the rest ---

function plantOthers(planter: Planter, places: Places): void {
  const { options, text } = planter
  for (const method of places.methods) {
    if (
      !chance(planter, 0.5) ||
      (options.legacyDecorators && (method.kind !== 'method' || method.key.type === 'PrivateIdentifier'))
    )
      continue
    add(planter, '@tele.traced', `MethodDefinition.${method.kind}`, (writer) => [
      {
        at: method.start,
        code: `@${writer.tele().replace('.default', '.tele')}.traced(${writer.scope()}${writer.metadata()})${writer.random.pick([' ', '\n  '])}`,
      },
    ])
  }
  for (const condition of places.conditions) {
    if (!chance(planter, 1) || endsInIf(condition.consequent)) continue
    const open = condition.consequent.type === 'BlockStatement' || text[condition.end - 1] === ';' ? ' ' : '\n'
    add(planter, 'else tele.count()', 'IfStatement', (writer) => [
      { at: condition.end, code: `${open}else ${writer.tele()}.count('hit');`, closes: true, from: condition.start },
    ])
  }
  if (!options.leftovers) return
  for (const { openingElement } of places.elements) {
    if (!chance(planter, 1)) continue
    add(planter, '{tele.count()}', 'JSXElement', (writer) => [
      { at: openingElement.end, code: `{${writer.tele()}.count('hit')}`, twin: '{void 0}' },
    ])
  }
  for (const { start } of places.classes) {
    if (!chance(planter, 2)) continue
    add(planter, 'static block', 'ClassBody', (writer) => [
      { at: start + 1, code: `static {\n${writer.metric()}\n }`, twin: 'static {\n }' },
    ])
  }
}

function plantArrows(planter: Planter, places: Places): void {
  for (const { node, around } of places.arrows) {
    const { body } = node
    if (!chance(planter, 0.7) || !keepsBody(node)) continue
    const waits = hasOwn(body, ({ type, await: awaits }) => type === 'AwaitExpression' || awaits === true)
    add(planter, 'arrow body', around.awaits ? 'async arrow' : 'arrow', (writer) => [
      { at: body.start, code: `${writer.open()}${writer.arrow(waits)} ` },
      { at: body.end, code: ')', closes: true },
    ])
    if (!waits) planter.sync.push(body)
  }
}

/** Whether the body of an arrow function stays a block, and none of its names is a parameter's. */
function keepsBody({ body, params }: Node): boolean {
  const [first] = body.body as Node[]
  if (!first || first.directive || (body.body.length === 1 && first.type === 'ReturnStatement')) return false
  if (hasOwn(body, ({ type }) => type === 'EmptyStatement')) return false
  const bound = new Set((params as Node[]).flatMap(boundNames))
  const clashes = (node: Node): boolean => declaredNames(node).some((name) => bound.has(name))
  return !(body.body as Node[]).some(clashes) && !hasOwn(body, (node) => isVar(node) && clashes(node))
}

/** Whether an `else` behind the statement would be another one's. */
function endsInIf(node: Node): boolean {
  if (node.type === 'IfStatement') return !node.alternate || endsInIf(node.alternate)
  return node.body && !Array.isArray(node.body) ? endsInIf(node.body) : false
}

// --- imports ---

function chooseImports({ random, program, options, text }: Planter, imports: readonly Node[]): number {
  const first = (program.body as Node[]).find(({ directive }) => !directive)
  const last = imports.at(-1)
  if (last && !options.runnable && random.once(3)) return behindLine(text, last.end)
  if (!first) return program.end
  // What a comment says to a tool stays next to what it is about.
  return TOOL_COMMENT.test(text.slice(0, first.start)) ? (program.hashbang?.end ?? 0) : first.start
}
