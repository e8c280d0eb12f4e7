import type { ExpressionPlace } from './places.ts'
import { hasDeep, hasOwn, isFunction, type Node } from './tree.ts'
import type { Writer } from './writer.ts'

/** Telemetry around expressions. A form is a row: where it fits, what is written before and behind, what a hand leaves. */
export interface ExpressionForm {
  readonly form: string
  /** Something is left of it, so that the twin is not the plain program. */
  readonly leaves?: true
  readonly fits: (facts: Facts) => boolean
  readonly write: (writer: Writer, facts: Facts) => Around
}

interface Around {
  readonly code: readonly [before: string, behind: string]
  readonly twin?: readonly [before: string, behind: string]
}

/** What the forms ask of an expression. */
export interface Facts extends ExpressionPlace {
  readonly text: string
  readonly awaitsOwn: boolean
  readonly yieldsOwn: boolean
  /** Calls `super`, which is to stay where the compiler looks for it. */
  readonly callsSuper: boolean
  /** Begins with what a statement or an arrow function's body would read as something else. */
  readonly brace: boolean
  readonly primary: boolean
}

export function readFacts(place: ExpressionPlace, program: string): Facts {
  const { node } = place
  const text = program.slice(node.start, node.end)
  return {
    ...place,
    text,
    awaitsOwn: !isFunction(node) && hasOwn(node, ({ type }) => type === 'AwaitExpression'),
    yieldsOwn: !isFunction(node) && hasOwn(node, ({ type }) => type === 'YieldExpression'),
    callsSuper: hasDeep(node, ({ type, callee }) => type === 'CallExpression' && callee.type === 'Super'),
    brace: /^[{@]|^(?:function|class|let|async)\b/.test(text),
    primary: PRIMARY.has(node.type) && !hasSideRead(node),
  }
}

const PRIMARY = new Set(['Identifier', 'ThisExpression', 'CallExpression', 'MemberExpression', 'ArrayExpression'])

function hasSideRead({ type, name }: Node): boolean {
  return type === 'Identifier' && name === 'arguments'
}

/** Whether it may move into an arrow function of its own. */
function moves({ awaitsOwn, yieldsOwn, callsSuper }: Facts): boolean {
  return !awaitsOwn && !yieldsOwn && !callsSuper
}

/** What may be written twice: short, and nothing that a second writing would make another thing of. */
function repeats({ any, node, text, parent }: Facts): boolean {
  if (!any || parent.type === 'ExpressionStatement' || text.length > 80) return false
  return (
    /^(Identifier|Literal|CallExpression|MemberExpression|BinaryExpression|ArrayExpression)$/.test(node.type) &&
    !hasDeep(node, isUnrepeatable)
  )
}

function isUnrepeatable(node: Node): boolean {
  return isFunction(node) || /^(Class|JSX|Yield|Await|TSAs|TSType|Chain|Super)/.test(node.type) || node.regex
}

/** A place of its own: not an operand, not a statement. */
function isValue({ any, parent, key }: Facts): boolean {
  return (
    any &&
    key !== 'key' &&
    !/^(ExpressionStatement|ForStatement|ArrowFunctionExpression|ParenthesizedExpression|TSExportAssignment|ExportDefaultDeclaration)$/.test(
      parent.type,
    )
  )
}

function isReturned({ parent, around }: Facts): boolean {
  if (!around.fn?.async || around.fn.generator) return false
  return parent.type === 'ArrowFunctionExpression' ? true : parent.type === 'ReturnStatement' && !around.inTry
}

const end = (writer: Writer): string => `${writer.gap()}${writer.random.pick(['', '', ','])})`

export const EXPRESSION_FORMS: readonly ExpressionForm[] = [
  {
    form: 'tele(() => x)',
    fits: (facts) => moves(facts) && !facts.brace,
    write: (writer) => ({ code: [`${writer.open()}${writer.arrow()} `, end(writer)] }),
  },
  {
    form: 'tele(() => { return x })',
    fits: moves,
    write: (writer) => {
      const { span, semicolon } = writer.spelling
      const used = writer.random.once(2)
      const first = used ? `${writer.spanCall(span)};${writer.gap()} ` : ''
      const arrow = used ? `(${span}) =>` : writer.arrow()
      return { code: [`${writer.open()}${arrow} {${writer.gap()} ${first}return `, `${semicolon}${writer.gap()} })`] }
    },
  },
  {
    form: 'await tele(async () => x)',
    fits: ({ parent, yieldsOwn, callsSuper, brace }) =>
      parent.type === 'AwaitExpression' && !yieldsOwn && !callsSuper && !brace,
    write: (writer) => ({ code: [`${writer.open()}${writer.arrow(true)} `, end(writer)] }),
  },
  {
    form: 'await tele(async () => { return await x })',
    fits: ({ parent, yieldsOwn, callsSuper }) => parent.type === 'AwaitExpression' && !yieldsOwn && !callsSuper,
    write: (writer) => ({ code: [`${writer.open()}${writer.arrow(true)} { return await `, ' })'] }),
  },
  {
    form: 'return tele(async () => x)',
    fits: (facts) => isReturned(facts) && !facts.yieldsOwn && !facts.callsSuper && !facts.brace,
    write: (writer) => ({ code: [`${writer.open()}${writer.arrow(true)} `, end(writer)] }),
  },
  {
    form: 'tele.correlate(id, () => x)',
    fits: (facts) => moves(facts) && !facts.brace,
    write: (writer) => ({
      code: [`${writer.tele()}.correlate(${writer.gap()}['id'].join(),${writer.gap()} () => `, end(writer)],
    }),
  },
  {
    form: 'tele.wrap(fn)',
    fits: ({ node, any, parent }) =>
      any && isFunction(node) && !node.generator && parent.type !== 'ExpressionStatement',
    write: (writer) => ({
      code: [`${writer.tele()}.wrap(${writer.scope()}${writer.metadata()},${writer.gap()} `, end(writer)],
    }),
  },
  {
    form: 'tele.enabled ? x : x',
    fits: repeats,
    write: (writer, { text }) => ({ code: [`${writer.tele()}.enabled ? ${text} : `, ''] }),
  },
  {
    form: '!tele.enabled ? x : x',
    fits: repeats,
    write: (writer, { text }) => ({ code: [`!${writer.tele()}.enabled${writer.gap()} ? `, ` : ${text}`] }),
  },
  {
    form: '(tele.count(), x)',
    leaves: true,
    fits: (facts) => isValue(facts) && !/Arrow|Assign|Yield|Function|Class/.test(facts.node.type),
    write: (writer) => ({ code: [`(${writer.tele()}.count('hit'), `, ')'], twin: ['(void 0, ', ')'] }),
  },
  {
    form: 'tele.gauge() ?? x',
    leaves: true,
    fits: (facts) => isValue(facts) && facts.primary,
    write: (writer) => ({ code: [`${writer.tele()}.gauge('depth', 1) ?? `, ''], twin: ['void 0 ?? ', ''] }),
  },
  {
    form: 'tele.traceparent() ?? x',
    leaves: true,
    fits: (facts) => isValue(facts) && facts.primary,
    write: (writer) => ({ code: [`${writer.tele()}.traceparent() ?? `, ''], twin: ['void 0 ?? ', ''] }),
  },
  {
    form: '[tele.count(), x][1]',
    leaves: true,
    fits: (facts) => isValue(facts) && facts.primary,
    write: (writer) => ({ code: [`[${writer.tele()}.count('hit'), `, '][1]'], twin: ['[void 0, ', '][1]'] }),
  },
  {
    form: 'tele(() => { const y = x; return y })',
    leaves: true,
    fits: (facts) => moves(facts) && facts.primary && facts.parent.type === 'CallExpression' && facts.any,
    write: (writer) => {
      const name = writer.spelling.newName('made')
      const behind = `; return ${name} })`
      return {
        code: [`${writer.open()}${writer.arrow()} { const ${name} = `, behind],
        twin: [`(() => { const ${name} = `, `${behind}()`],
      }
    },
  },
  {
    form: 'tele(function () { return x })',
    leaves: true,
    fits: (facts) => isValue(facts) && moves(facts) && facts.primary && !hasDeep(facts.node, isOfFunction),
    write: (writer) => ({
      code: [`${writer.open()}function () { return `, ' })'],
      twin: ['(function () { return ', ' })()'],
    }),
  },
]

function isOfFunction({ type, name }: Node): boolean {
  return /^(ThisExpression|Super|MetaProperty)$/.test(type) || name === 'arguments'
}
