import type { ListPlace } from './places.ts'
import { guard } from './run-forms.ts'
import { SHADOWS, SNIPPETS, type Snippet } from './snippets.ts'
import type { Node } from './tree.ts'
import type { Insertion } from './unit.ts'
import type { Writer } from './writer.ts'

/** Statements of their own between those of the program. */

/** Whether a statement may stand there: overloads stand together, imports before the rest, decorators before their class. */
export function takesStatement(statements: readonly Node[], index: number, text: string): boolean {
  const [before, next] = [statements[index - 1], statements[index]]
  if ((before?.declaration ?? before)?.type === 'TSDeclareFunction') return false
  // A `;` that begins a line belongs to the line, and one line only may be put before it.
  if (before?.type === 'EmptyStatement') return false
  const [decorator] = next?.declaration?.decorators ?? []
  if (next && decorator && decorator.start < next.start) return false
  // A comment that a tool reads goes with the statement that it stands before.
  if (next && TOOL_COMMENT.test(text.slice(before?.end ?? 0, next.start))) return false
  return next?.type !== 'ImportDeclaration'
}

/** Comments that tools read. */
export const TOOL_COMMENT: RegExp =
  /@ts-|eslint|oxlint|tslint|biome-|prettier-|istanbul|c8 |v8 |__(?:PURE|NO_SIDE_EFFECTS)__/

/** A statement before the one at `index`, or behind the last. */
export function writeLine(writer: Writer, place: ListPlace, index: number, text: string, statement: string): Insertion {
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
  if (standsInLine(owner, start, text)) return insertInLine(before, next, { start, text, statement })
  const { random } = writer
  const { semicolon } = writer.spelling
  const own = /^if /.test(statement) ? '' : semicolon
  if (!next) {
    const at = behindLine(text, before?.end ?? start)
    const close = owner.type === 'SwitchCase' || owner.type === 'Program' ? guard(text, at, own) : own
    // In an empty list the line breaks stay, as they do where a hand deletes a line.
    return before ? { at, code: `\n${statement}${close}\n` } : { at, code: `\n${statement}${close}\n`, twin: '\n' }
  }
  const close = /^if /.test(statement) ? '' : guard(text, next.start, own)
  const gap = random.pick(['\n', '\n', '\n\n', ' '])
  return { at: next.start, code: `${statement}${close || (gap === ' ' && !/^if /.test(statement) ? ';' : '')}${gap}` }
}

/** Whether a list is written in one line, which compilers print in one line; people who add to it keep it so. */
function standsInLine(owner: Node, start: number, text: string): boolean {
  const [first] = (owner.consequent ?? owner.body) as Node[]
  if (owner.type === 'SwitchCase') return first !== undefined && !text.slice(start, first.start).includes('\n')
  return first !== undefined && owner.type !== 'Program' && !text.slice(owner.start, owner.end).includes('\n')
}

function insertInLine(
  before: Node | undefined,
  next: Node | undefined,
  { start, text, statement }: { start: number; text: string; statement: string },
): Insertion {
  const flat = statement.replace(/\/\/ (.*)/, '/* $1 */').replace(/\s*\n\s*/g, ' ')
  const line = /^if /.test(flat) ? flat : `${flat};`
  if (next) return { at: next.start, code: `${line} ` }
  const ended =
    !before || /;$|^(?:(?:if|for|while|try|switch|function|class)\b|\{)/.test(text.slice(before.start, before.end))
  return { at: before?.end ?? start, code: `${ended ? '' : ';'} ${line} ` }
}

/** The end of the line, when nothing but a comment is on it: the comment is about what stands before it. */
export function behindLine(text: string, at: number): number {
  const rest = /^[ \t]*(?:\/\/.*|\/\*.*\*\/)?(?=\r?\n)/.exec(text.slice(at))
  return at + (rest?.[0].length ?? 0)
}

/** What is kept in a variable, with its uses. */
interface Handle {
  readonly form: string
  /** What opens it, from `tele` on. */
  readonly open: (writer: Writer) => string
  readonly use: (writer: Writer, name: string) => string
  /** How it is closed; with it, it may also stand in `using`. */
  readonly end?: string
}

const HANDLES: readonly Handle[] = [
  {
    form: 'span in a variable',
    open: (writer) => `(${writer.scope()}${writer.metadata()})`,
    use: (writer, name) => writer.spanCall(name),
    end: '.end()',
  },
  {
    form: 'tele.start',
    open: (writer) => `.start(${writer.gap()}${writer.scope()}${writer.metadata()})`,
    use: (writer, name) => writer.spanCall(name),
    end: '.end()',
  },
  {
    form: 'tele.counter',
    open: (writer) => `.counter('hit'${writer.random.pick(['', ", { tier: 'l1' }"])})`,
    use: (writer, name) => `${name}.add(${writer.random.pick(['', '2', "'text'.length, { ratio: 0.5 }"])})`,
  },
  {
    form: 'tele.histogram',
    open: () => ".histogram('bytes')",
    use: (writer, name) => `${name}${writer.gap()}.record([1, 2].length)`,
  },
]

/** A variable of telemetry, in `using` or `const`, with its uses in the same list. */
export function writeHandle(
  writer: Writer,
  place: ListPlace,
  index: number,
  text: string,
): { form: string; insertions: Insertion[] } {
  const { random, spelling } = writer
  const { statements, owner } = place
  const { form, open, use, end } = random.pick(HANDLES)
  const name = spelling.newName('held')
  const opened = `${writer.tele()}${open(writer)}`
  const using = end !== undefined && owner.type !== 'SwitchCase' && owner.type !== 'Program' && random.once(2)
  const uses: Insertion[] = []
  for (let at = index; at <= statements.length; at++) {
    if (!random.once(at === index ? 2 : 4)) continue
    if (at === statements.length && isJump(statements[at - 1])) continue
    if (!takesStatement(statements, at, text)) continue
    uses.push(insertStatement(writer, place, at, text, use(writer, name)))
  }
  const declared = statements[index]
  if (!using && isDeclaration(declared) && random.once(2)) {
    const { start } = declared.declarations[0] as Node
    const later = uses.filter(({ at }) => at > declared.start)
    return { form, insertions: [{ at: start, code: `${name} = ${opened},${writer.gap()} ` }, ...later, ...closes()] }
  }
  const declaration = `${using ? 'using' : 'const'} ${name} = ${opened}`
  const first = insertStatement(writer, place, index, text, declaration)
  return { form: using ? `${form}, using` : form, insertions: [first, ...uses, ...(using ? [] : closes())] }

  function closes(): Insertion[] {
    const last = isJump(statements.at(-1)) ? statements.length - 1 : statements.length
    if (!end || last <= index || !takesStatement(statements, last, text)) return []
    return [insertStatement(writer, place, last, text, `${name}${end}`)]
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
