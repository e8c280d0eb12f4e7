/** Expressions of random programs; see `grammar.ts`. */

/** Picks one of `count` ways. The first is always the simplest, so that a run of zeros ends. */
export type Draw = (count: number) => number

/** What is around the place that is written. */
export interface Place {
  readonly draw: Draw
  readonly next: () => number
  readonly semicolons: boolean
  readonly depth: number
  /** Variables that can be assigned to. */
  readonly names: readonly string[]
  readonly spans: readonly string[]
  readonly async: boolean
  /** Whether a `return` may stand here. */
  readonly inFunction: boolean
  /** Whether a statement around has a label: another one inside a callback would have to stay in its function. */
  readonly labelled: boolean
  readonly writeList: (place: Place, count: number, follows?: boolean, stays?: boolean) => Statements
}

export interface Expression {
  readonly code: string
  readonly twin: string
  /** Whether the code needs no parentheses as an operand. */
  readonly primary?: boolean
  /** Nothing is left of it but `void 0`. */
  readonly nothing?: boolean
  /** As a statement it goes as a whole. */
  readonly vanishes?: boolean
  /** A callback's block that may take the place of a `return` or of an arrow function's body. */
  readonly block?: string
  /** The block declares a `var`, so that it may be the body of a function only. */
  readonly vars?: boolean
  /** The statements that go before a declaration or an assignment, and the value that is left for it. */
  readonly hoist?: Hoist
}

export interface Hoist {
  readonly statements: string
  readonly value: string
}

/** Statements, and whether they have a `return` or a `var` of their own. */
export interface Statements {
  readonly code: string
  readonly twin: string
  readonly returns?: boolean
  readonly vars?: boolean
  /** Whether the next line could continue them: they rely on a line break to end. */
  readonly open?: boolean
  /** The same of what is left of them. @default `open` */
  readonly openTwin?: boolean
  /** Names that the statements behind them may use. */
  readonly names?: readonly string[]
}

export function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 }
}

export function pick<T>(place: Place, ways: readonly (() => T)[], simple: number): T {
  return ways[place.draw(place.depth > 4 ? simple : ways.length)]!()
}

// --- expressions ---

export function writeExpression(place: Place): Expression {
  const inner = deeper(place)
  const sub = (): Expression => writeExpression(inner)
  const bare = (): Expression => writeExpression({ ...inner, async: false })
  const ways: (() => Expression)[] = [
    () => plain(String(place.draw(9))),
    () => plain(place.names[place.draw(place.names.length)]!),
    () => nothing("tele.count('hit')"),
    () => join([`tap(${place.next()}, `, raw(sub()), ')'], { primary: true }),
    () => writeSpan(inner),
    () => writeSpan(inner),
    () => join([sub(), ['+', '*', '<', '&&', '||', '==='][place.draw(6)]!, sub()]),
    () => join([sub(), '?', sub(), ':', sub()]),
    () => join(['[', raw(sub()), ', ', raw(sub()), '].length'], { primary: true }),
    () => join(['[', raw(sub()), '][', raw(sub()), ']'], { primary: true }),
    () => join(['{ k: ', raw(sub()), ' }']),
    () => join(['`t${', raw(sub()), '}`'], { primary: true }),
    () => {
      const [body, argument] = [bare(), sub()]
      const code = `((p) => (${body.code}))(${argument.code})`
      return { code, twin: `((p) => ${bodyOf(body)})((${argument.twin}))`, primary: true }
    },
    () => join(['(', raw(sub()), ', ', raw(sub()), ')'], { primary: true }),
    () => join([['-', '!', 'typeof ', 'void '][place.draw(4)]!, sub()]),
    () => join(["'k' in { k: ", raw(sub()), ' }']),
    () => join(['v = ', raw(sub())]),
    () => join([asked(sub()), '?.toString']),
    () => ({ code: `tele('job', () => o.m)()`, twin: '(0, o.m)()', primary: true }),
    () => writeWrap(inner),
    () => (place.async ? writeAwait(inner) : plain('0')),
    () => {
      const body = bare()
      const write = (text: string): string => `((tele) => tele.count('mine'))({ count: () => ${text} })`
      return { code: write(`(${body.code})`), twin: write(bodyOf(body)), primary: true }
    },
  ]
  return pick(place, ways, 3)
}

function plain(text: string): Expression {
  return { code: text, twin: text }
}

function nothing(code: string): Expression {
  return { code, twin: '(void 0)', primary: true, nothing: true }
}

/** The body of an arrow function, which a callback's block may become. */
export function bodyOf(value: Expression): string {
  return value.block ?? `(${value.twin})`
}

/** To ask something of nothing is a fault. */
export function asked(expression: Expression): Expression {
  return expression.nothing || expression.vanishes || /^void/.test(expression.code) ? plain('v') : expression
}

/** An expression that stands where no parentheses are needed in the code. */
function raw(expression: Expression): Expression {
  return { ...expression, primary: true }
}

function join(parts: readonly (string | Expression)[], more: Partial<Expression> = {}): Expression {
  let [code, twin] = ['', '']
  for (const part of parts) {
    if (typeof part === 'string') {
      code += ` ${part} `
      twin += ` ${part} `
    } else {
      code += part.primary ? part.code : `(${part.code})`
      twin += `(${part.twin})`
    }
  }
  return { code: code.trim(), twin: twin.trim(), ...more }
}

/** `tele('job', …)` with all that may stand between its tokens. */
export function writeCall(place: Place, callback: string): string {
  const gap = (): string => ['', '', ' ', '\n', ' /* ( */ ', ' // )\n'][place.draw(6)]!
  const metadata = place.draw(3) === 0 ? '' : `{ model: 'm' },${gap()}`
  const method = ['tele', 'tele.time', 'tele.span', 'tele?.'][place.draw(4)]!
  return `${method}(${gap()}'job',${gap()}${metadata}${callback}${gap()}${['', ',', ', '][place.draw(3)]})`
}

/** A span around a function, as a value. */
export function writeSpan(place: Place): Expression {
  const name = ['span', 's', 'x'][place.draw(3)]!
  const inner = { ...deeper(place), async: false, inFunction: true }
  const around = { ...inner, spans: [...place.spans, name] }
  const parameter = ['(span)', 's', '( /* ( */ x /* ) */, )'][['span', 's', 'x'].indexOf(name)]!
  const ways: (() => Expression)[] = [
    () => writeArrow(place, '()', writeExpression({ ...inner, spans: place.spans })),
    () => {
      const value = writeExpression(around)
      const block = value.block && !value.vars ? `{ ${value.block} }` : undefined
      const code = `${parameter} => { ${name}.set({ cached: true }); return ${value.code} }`
      return finishSpan(place, code, value, block, false)
    },
    () => {
      const body = place.writeList(around, place.draw(3))
      const value = writeExpression(around)
      const code = `${parameter} => {${body.code}\nreturn ${value.code}${place.semicolons ? ';' : ''}}`
      if (body.twin.trim() === '') {
        const block = value.block && !value.vars ? `{ ${value.block} }` : undefined
        return finishSpan(place, code, value, block, false)
      }
      const moves = !body.returns && !body.vars && writeReturn(value).startsWith('return ')
      const hoist = moves ? { statements: body.twin, value: `(${value.twin})` } : undefined
      return finishSpan(
        place,
        code,
        hoist ? { hoist } : {},
        `{ ${body.twin} ${writeReturn(value)} }`,
        body.vars ?? false,
      )
    },
    () => {
      const [first, second] = [writeExpression(inner), writeExpression(inner)].map(raw)
      const code = `() => { return ${first!.code}, ${second!.code} }`
      return { code: writeCall(place, code), twin: `((${first!.twin}), (${second!.twin}))`, primary: true }
    },
    () => {
      const body = place.writeList({ ...inner, spans: [] }, place.draw(2))
      const value = writeExpression({ ...inner, spans: [] })
      const call = writeCall(place, `function () {${body.code}\nreturn ${value.code}\n}`)
      return { code: call, twin: `(function () { ${body.twin} ${writeReturn(value)} })()`, primary: true }
    },
  ]
  return ways[place.draw(ways.length)]!()
}

/** `(…) => value`, whose body is the value's block if it has one. */
function writeArrow(place: Place, parameters: string, value: Expression): Expression {
  const body = value.code.startsWith('{') ? `(${value.code})` : value.code
  return finishSpan(place, `${parameters} => ${body}`, value, value.block, value.vars ?? false)
}

/** The value takes the place of the call, or else the block does, called in place. */
function finishSpan(
  place: Place,
  callback: string,
  value: Partial<Expression>,
  block: string | undefined,
  vars: boolean,
): Expression {
  const code = writeCall(place, callback)
  const hoist = value.hoist && { hoist: value.hoist }
  if (block !== undefined) return { code, twin: `(() => ${block})()`, primary: true, block, vars, ...hoist }
  return {
    code,
    twin: value.nothing ? '(void 0)' : `(${value.twin})`,
    primary: true,
    nothing: value.nothing ?? false,
  }
}

export function writeReturn(value: Expression): string {
  return value.block && !value.vars ? value.block : `return ${value.twin};`
}

function writeWrap(place: Place): Expression {
  const value = writeExpression({ ...place, async: false })
  const argument = writeExpression(place)
  const code = `tele.wrap('job', (p) => (${value.code}))(${argument.code})`
  return { code, twin: `((p) => ${bodyOf(value)})(${argument.twin})`, primary: true }
}

export function writeAwait(place: Place): Expression {
  if (place.draw(2) === 0) {
    const value = writeExpression({ ...place, async: false })
    const body = value.code.startsWith('{') ? `(${value.code})` : value.code
    const callback = `async () => ${value.block ? `(0, ${body})` : body}`
    const twin = value.block ? `(0, ${value.twin})` : value.nothing ? 'void 0' : `(${value.twin})`
    return { code: `await ${writeCall(place, callback)}`, twin: `await ${twin}`, vanishes: value.nothing ?? false }
  }
  const { code, twin } = writeAwaitedBlock(place)
  // Behind a comma, for right after `return` the block would take the place of the call.
  return { code: `(0, ${code})`, twin: `(0, ${twin})`, primary: true }
}

/** `await tele('job', async () => { …; return value })` */
export function writeAwaitedBlock(place: Place): Expression {
  const body = place.writeList({ ...deeper(place), inFunction: true }, place.draw(3), true)
  const value = writeExpression(place)
  const call = writeCall(
    place,
    `async () => {\nawait null${place.semicolons ? ';' : ''}\n${body.code}\nreturn ${value.code}\n}`,
  )
  const twin = `await (async () => { await null; ${body.twin} ${writeReturn(value)} })()`
  const moves = !body.returns && !body.vars && writeReturn(value).startsWith('return ')
  const left = value.twin.startsWith('await ') ? value.twin : `await (${value.twin})`
  const hoist = moves ? { hoist: { statements: `await null; ${body.twin}`, value: left } } : {}
  return { code: `await ${call}`, twin, ...hoist }
}
