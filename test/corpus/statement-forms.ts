import { exclude } from './exclusions.ts'
import type { ListPlace } from './places.ts'
import { guard } from './run-forms.ts'
import { SHADOWS, SNIPPETS, type Snippet } from './snippets.ts'
import type { Node } from './tree.ts'
import type { Insertion } from './unit.ts'
import type { Writer } from './writer.ts'

/** Statements of their own between those of the program. */

/** Whether a statement may stand there: overloads stand together, imports before the rest, decorators before their class. */
export function takesStatement(statements: readonly Node[], index: number): boolean {
  const [before, next] = [statements[index - 1], statements[index]]
  if ((before?.declaration ?? before)?.type === 'TSDeclareFunction') return false
  const [decorator] = next?.declaration?.decorators ?? []
  if (next && decorator && decorator.start < next.start) return false
  if (next?.type === 'EmptyStatement') return !exclude('line that begins with ;')
  return next?.type !== 'ImportDeclaration'
}

/** A statement before the one at `index`, or behind the last. */
export function writeMetric(writer: Writer, place: ListPlace, index: number, text: string, awaits: boolean): Insertion {
  const statement = awaits && writer.random.once(3) ? `await ${writer.tele()}.flush()` : writer.metric()
  // The line may stand before the semicolon with which the next one begins, and end with it.
  const before = place.statements[index - 1]
  const leading = before && place.statements[index] && /\n\s*;$/.test(text.slice(before.start, before.end))
  if (leading && writer.random.once(2)) return { at: before.end - 1, code: statement }
  return insertStatement(writer, place, index, text, statement)
}

export function insertStatement(
  writer: Writer,
  { statements, start, owner }: ListPlace,
  index: number,
  text: string,
  statement: string,
): Insertion {
  const next = statements[index]
  const before = statements[index - 1]
  const { random } = writer
  const { semicolon } = writer.spelling
  const own = /^if /.test(statement) ? '' : semicolon
  if (!next) {
    const at = behindLine(text, before?.end ?? start)
    const close = owner.type === 'SwitchCase' || owner.type === 'Program' ? guard(text, at, own) : own
    return { at, code: `\n${statement}${close}\n` }
  }
  const close = /^if /.test(statement) ? '' : guard(text, next.start, own)
  const gap = random.pick(['\n', '\n', '\n\n', ' '])
  return { at: next.start, code: `${statement}${close || (gap === ' ' && !/^if /.test(statement) ? ';' : '')}${gap}` }
}

/** The end of the line, when nothing but a comment is on it: the comment is about what stands before it. */
function behindLine(text: string, at: number): number {
  const rest = /^[ \t]*(?:\/\/.*|\/\*.*\*\/)?(?=\r?\n)/.exec(text.slice(at))
  return at + (rest?.[0].length ?? 0)
}

/** `using s = tele('job')` or `const s = tele('job')`, with its uses in the same list. */
export function writeHandle(writer: Writer, place: ListPlace, index: number, text: string): Insertion[] {
  const { random, spelling } = writer
  const { statements, owner } = place
  const name = spelling.newName('held')
  const opens = `${writer.tele()}(${writer.scope()}${writer.metadata()})`
  const using = owner.type !== 'SwitchCase' && owner.type !== 'Program' && random.once(2)
  const uses: Insertion[] = []
  for (let at = index; at <= statements.length; at++) {
    if (!random.once(at === index ? 2 : 4)) continue
    if (at === statements.length && isJump(statements[at - 1])) continue
    if (!takesStatement(statements, at)) continue
    uses.push(insertStatement(writer, place, at, text, writer.spanCall(name)))
  }
  const declared = statements[index]
  if (!using && isDeclaration(declared) && random.once(2)) {
    const { start } = declared.declarations[0] as Node
    const later = uses.filter(({ at }) => at > declared.start)
    return [{ at: start, code: `${name} = ${opens},${writer.gap()} ` }, ...later, ...closes()]
  }
  return [
    insertStatement(writer, place, index, text, `${using ? 'using' : 'const'} ${name} = ${opens}`),
    ...uses,
    ...(using ? [] : closes()),
  ]

  function closes(): Insertion[] {
    const last = isJump(statements.at(-1)) ? statements.length - 1 : statements.length
    return last > index ? [insertStatement(writer, place, last, text, `${name}.end()`)] : []
  }
}

function isJump(node: Node | undefined): boolean {
  return /^(Return|Throw|Break|Continue)Statement$/.test(node?.type ?? '')
}

function isDeclaration(node: Node | undefined): node is Node {
  return node?.type === 'VariableDeclaration' && node.kind === 'const'
}

/** Those without a `var` and a label, for which the function around them would have to stay. */
const WITHIN = SNIPPETS.filter(({ twin }) => !/\bvar\b|\bl§:/.test(twin))

/** A small program, and what a hand leaves of it. */
export function writeSnippet(
  writer: Writer,
  place: ListPlace,
  index: number,
  { number, inRun }: { number: number; inRun: boolean },
): { form: string; insertion: Insertion } {
  const { random, spelling } = writer
  const plainName = spelling.teles.find((name) => !name.includes('.'))
  const snippet: Snippet = plainName && random.once(5) ? random.pick(SHADOWS) : random.pick(inRun ? WITHIN : SNIPPETS)
  const fill = (text: string): string =>
    text
      .replace(/(?<![\w$.'`])T(?=[.(])/g, writer.tele())
      .replaceAll('§', `${number}`)
      .replace(/\bN\b/g, plainName ?? 'N')
  const at = place.statements[index]?.start ?? place.start
  // A line that could continue the one before is kept from it, in both programs.
  const lead = /^[([`]/.test(snippet.twin) ? 'void 0;' : ''
  const [code, twin] = [lead + fill(snippet.code), lead + fill(snippet.twin)]
  return { form: snippet.form, insertion: { at, code: `${code}\nString(0);`, twin: `${twin}\nString(0);` } }
}
