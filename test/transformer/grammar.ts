import {
  block,
  gone,
  line,
  writeArrowFunction,
  writeClass,
  writeFunction,
  writeHandle,
  writeLoop,
  writeSwitch,
  writeTry,
  writeUsing,
} from './grammar-blocks.ts'
import {
  asked,
  type Draw,
  deeper,
  type Expression,
  type Place,
  pick,
  type Statements,
  writeAwaitedBlock,
  writeCall,
  writeExpression,
  writeSpan,
} from './grammar-expressions.ts'

/**
 * Random programs, each written twice from one tree: with telemetry, in a style with or without semicolons, and as its
 * twin. The twin follows `docs/erasure.md` word by word, with every semicolon and a pair of parentheses around whatever
 * took the place of a call, so that it is right by construction; a printer evens out what is superfluous.
 */
export interface Program {
  readonly code: string
  readonly twin: string
}

/** Writes a program. It calls `log`, and `tap(n, x)`, which logs and gives `x` back. */
export function writeProgram(draw: Draw): Program {
  let count = 0
  const semicolons = draw(2) === 0
  const body = writeList(
    {
      draw,
      next: () => ++count,
      semicolons,
      depth: 0,
      names: ['v'],
      spans: [],
      async: true,
      inFunction: false,
      labelled: false,
      writeList,
    },
    2 + draw(6),
    true,
  )
  const head = ["import { tele } from 'telescopic'", 'let v = 1', 'const o = { m() { return typeof this } }']
  const start = semicolons ? head.map((line) => `${line};`) : head
  return { code: `${start.join('\n')}\n${body.code}`, twin: `${head.slice(1).join(';\n')};\n${body.twin}` }
}

/**
 * Writes statements; `follows` a line that a line break ends, of which something is left when it `stays`. A `;` that
 * keeps two lines apart stays with the second one, and is a statement of its own where there is nothing to end.
 */
function writeList(place: Place, count: number, follows = false, stays = follows): Statements {
  let all: Statements = { code: '', twin: '', names: place.names }
  let open = follows
  let openTwin = stays
  for (let index = 0; index < count; index++) {
    const one = writeStatement(deeper({ ...place, names: all.names! }))
    const isGuarded = !place.semicolons && open && /^[[({`+\-/<]/.test(one.code)
    const isStatement = isGuarded && !openTwin && one.twin.trim() !== ''
    open = one.open ?? false
    if (one.twin.trim() !== '') openTwin = one.openTwin ?? open
    all = {
      code: `${all.code}\n${isGuarded ? ';' : ''}${one.code}`,
      twin: `${all.twin}\n${isStatement ? ';' : ''}${one.twin}`,
      returns: (all.returns || one.returns) ?? false,
      vars: (all.vars || one.vars) ?? false,
      names: [...all.names!, ...(one.names ?? [])],
    }
  }
  return all
}

function writeStatement(place: Place): Statements {
  const inner = deeper(place)
  const ways: (() => Statements)[] = [
    () => line(place, { code: `log(${place.next()})` }),
    () => writeVariable(place),
    () => gone(place, METRICS[place.draw(METRICS.length)]!),
    () => writeSpanUse(place),
    () => writeSpanStatement(inner),
    () => writeSpanStatement(inner),
    () => expressionLine(place, writeSpan(inner)),
    () => expressionLine(place, writeSpan(inner)),
    () => writeAssignment(place),
    () => writeContinuing(place),
    () => writeIf(inner),
    () => writeEnabled(inner),
    () => writeEnabled(inner),
    () => writeLoop(inner),
    () => writeTry(inner),
    () => writeSwitch(inner),
    () => writeUsing(inner),
    () => writeHandle(inner),
    () => writeFunction(inner),
    () => writeArrowFunction(inner),
    () => writeClass(inner),
    () => (place.inFunction ? writeIfReturn(place) : line(place, { code: `log(${place.next()})` })),
  ]
  return pick(place, ways, 4)
}

const METRICS = [
  "tele.count('hit')",
  "tele.count('hit', 2, { tier: 'l1' })",
  "tele.gauge('depth', [1, 2].length)",
  'void tele.flush()',
  "tele\n.emit('tool.done', { bytes: 1 })",
]

// --- lines ---

function expressionLine(place: Place, { code, twin, nothing, vanishes }: Expression): Statements {
  return line(place, { code, twin: nothing || vanishes ? '' : `(${twin})` })
}

function writeVariable(place: Place): Statements {
  const value = writeValue(place)
  const kind = ['let', 'const', 'var'][place.draw(3)]!
  const name = `a${place.next()}`
  const { statements, value: left } = (kind !== 'var' && value.hoist) || { statements: '', value: value.twin }
  const code = `${kind} ${name} = ${value.code}`
  const text = line(place, { code, twin: `${statements} ${kind} ${name} = ${left}` })
  return { ...text, names: [name], vars: kind === 'var' }
}

/** `v = …`, of which a callback's block may take the place. */
function writeAssignment(place: Place): Statements {
  const value = writeValue(deeper(place))
  const text = line(place, { code: `v = ${value.code}`, twin: `v = ${value.twin}` })
  if (!value.hoist) return text
  return { ...text, twin: `{ ${value.hoist.statements} v = ${value.hoist.value}; }`, openTwin: false }
}

function writeValue(place: Place): Expression {
  return place.async && place.draw(4) === 3 ? writeAwaitedBlock(deeper(place)) : writeExpression(place)
}

function writeSpanUse(place: Place): Statements {
  const span = place.spans[place.draw(Math.max(1, place.spans.length))]
  if (span === undefined) return gone(place, 'tele?.count?.("hit")')
  return gone(
    place,
    [`${span}.count('retries')`, `${span}.set({ cached: true })`, `${span}?.gauge('tokens', 1)`][place.draw(3)]!,
  )
}

/** Lines that begin with what could continue the line before. */
function writeContinuing(place: Place): Statements {
  const value = asked(writeExpression(deeper(place)))
  const [before, after] = (
    [
      ['[', '].forEach((p) => log(p))'],
      ['(', ')'],
      ['`${', '}`'],
      ['/x/.test(', ')'],
      ['+(', ')'],
      ['<any>(', ')'],
    ] as const
  )[place.draw(6)]!
  if (place.draw(5) === 0) return line(place, { code: '++v' })
  return line(place, { code: before + value.code + after, twin: `${before}(${value.twin})${after}` })
}

/** `tele('job', (span) => { … })` as a statement. */
function writeSpanStatement(place: Place): Statements {
  const waits = place.async && place.draw(3) === 0
  const around = { ...place, async: waits, inFunction: true, spans: [...place.spans, 'span'] }
  const body = writeList(around, place.draw(4), true, waits)
  const first = `${waits ? 'await null' : "span.count('retries')"}${place.semicolons ? ';' : ''}`
  const call = writeCall(place, `${waits ? 'async ' : ''}(span) => {\n${first}\n${body.code}\n}`)
  const left = waits ? `await null; ${body.twin}` : body.twin
  const code = waits ? `await ${call}` : call
  if (left.trim() === '') return gone(place, code)
  const stays = body.returns || body.vars
  const twin = stays ? `${waits ? 'await (async ' : '('}() => { ${left} })();` : `{ ${left} }`
  return { ...line(place, { code }), twin, openTwin: Boolean(stays) && !place.semicolons }
}

// --- conditions ---

function writeIf(place: Place): Statements {
  const test = writeExpression(place)
  const head = [`if (${test.code})`, `if (${test.twin})`] as const
  const single = line(place, { code: `log(${place.next()})` })
  const metric = gone(place, "tele.count('hit')")
  switch (place.draw(4)) {
    case 0:
      return { code: `${head[0]} ${metric.code}`, twin: `${head[1]} ;`, open: !place.semicolons }
    case 1:
      return {
        code: `${head[0]} ${single.code}\nelse ${metric.code}`,
        twin: `${head[1]} ${single.twin}`,
        open: !place.semicolons,
      }
    case 2:
      return {
        code: `${head[0]} ${metric.code}\nelse ${single.code}`,
        twin: `${head[1]} ; else ${single.twin}`,
        open: !place.semicolons,
      }
    default: {
      const [yes, no] = [writeList(place, place.draw(3)), writeList(place, place.draw(3))]
      return block([head[0], yes.code, '} else', no.code], [head[1], yes.twin, '} else', no.twin], [yes, no])
    }
  }
}

function writeIfReturn(place: Place): Statements {
  const test = writeExpression(place)
  const code = `if (${test.code}) return`
  return { ...line(place, { code, twin: `if (${test.twin}) return` }), returns: true }
}

/** What `tele.enabled` decides. A branch with a `var` stays, and so does the condition. */
function writeEnabled(place: Place): Statements {
  const single = line(place, { code: `log(${place.next()})` })
  const list = writeList(place, place.draw(3))
  const dropped = writeList({ ...place, spans: [] }, place.draw(2))
  const stays = dropped.vars
  const off = stays ? `if (false) { ${dropped.twin} }` : ''
  const more = { returns: (list.returns || (stays && dropped.returns)) ?? false, vars: (list.vars || stays) ?? false }
  switch (place.draw(5)) {
    case 0:
      return gone(place, `tele.enabled && log(${place.next()})`)
    case 1:
      return { code: `if (tele.enabled) {${dropped.code}\n}`, twin: off, ...more, vars: stays ?? false }
    case 2:
      return {
        code: `if (!tele.enabled) ${single.code}\nelse tele.count('hit')${place.semicolons ? ';' : ''}`,
        twin: single.twin,
        open: !place.semicolons,
      }
    case 3: {
      const code = `if (!tele.enabled) ${single.code}\nelse {${dropped.code}\n}`
      return {
        code,
        twin: stays ? `if (true) ${single.twin} else { ${dropped.twin} }` : single.twin,
        vars: stays ?? false,
        returns: more.returns,
      }
    }
    default: {
      const code = `if (tele.enabled) {${dropped.code}\n} else {${list.code}\n}`
      return { code, twin: stays ? `${off} else { ${list.twin} }` : `{ ${list.twin} }`, ...more }
    }
  }
}
