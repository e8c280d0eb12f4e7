import { bodyOf, type Place, type Statements, writeExpression, writeReturn, writeSpan } from './grammar-expressions.ts'

/** Statements with statements in them, of random programs; see `grammar.ts`. */

/** A statement that the style ends with a semicolon or with nothing. */
export function line(place: Place, { code, twin = code }: { code: string; twin?: string }): Statements {
  return { code: place.semicolons ? `${code};` : code, twin: twin && `${twin};`, open: !place.semicolons }
}

export function gone(place: Place, code: string): Statements {
  return line(place, { code, twin: '' })
}

/** `head { body head { body … }` in both texts. */
export function block(code: readonly string[], twin: readonly string[], lists: readonly Statements[]): Statements {
  const write = (parts: readonly string[]): string =>
    `${parts.map((part, index) => (index % 2 === 0 ? `${part} {` : part)).join('\n')}\n}`
  return {
    code: write(code),
    twin: write(twin),
    returns: lists.some((list) => list.returns),
    vars: lists.some((list) => list.vars),
  }
}

// --- blocks ---

export function writeLoop(place: Place): Statements {
  const label = !place.labelled && place.draw(3) === 0 ? `l${place.next()}` : undefined
  const name = `i${place.next()}`
  const body = place.writeList({ ...place, labelled: place.labelled || label !== undefined }, 1 + place.draw(3))
  const head = `${label ? `${label}: ` : ''}for (let ${name} = 0; ${name} < 2; ${name}++)`
  const leave = label ? `\nif (v) continue ${label};` : ''
  return block([head, body.code + leave], [head, body.twin + leave], [body])
}

export function writeTry(place: Place): Statements {
  const lists = [
    place.writeList(place, place.draw(3)),
    place.writeList(place, place.draw(2)),
    place.writeList(place, place.draw(2)),
  ]
  const heads = ['try', '} catch', '} finally']
  return block(
    lists.flatMap((list, index) => [heads[index]!, list.code]),
    lists.flatMap((list, index) => [heads[index]!, list.twin]),
    lists,
  )
}

export function writeSwitch(place: Place): Statements {
  const value = writeExpression(place)
  const [one, other] = [place.writeList(place, place.draw(3)), place.writeList(place, place.draw(3))]
  const write = (on: string, first: string, second: string): string[] => [
    `switch (${on})`,
    `case 1: ${first}\nbreak;\ndefault: ${second}`,
  ]
  return block(write(value.code, one.code, other.code), write(value.twin, one.twin, other.twin), [one, other])
}

export function writeUsing(place: Place): Statements {
  const way = place.draw(3)
  const body = place.writeList({ ...place, spans: [...place.spans, 's'] }, place.draw(3), true, way > 0)
  const end = place.semicolons ? ';' : ''
  const resource = `r${place.next()} = { [Symbol.dispose]() { log('closed') } }`
  const [code, twin] = [
    [`using s = tele('job')${end}`, ''],
    [`using s = tele('job'),\n  ${resource}${end}`, `using ${resource};`],
    [`using ${resource}, s = tele('job', { model: 'm' })${end}`, `using ${resource};`],
  ][way]!
  return { ...body, code: `{\n${code}\n${body.code}\n}`, twin: `{\n${twin}\n${body.twin}\n}`, names: [] }
}

export function writeHandle(place: Place): Statements {
  const value = writeExpression(place)
  const [name, span] = [`b${place.next()}`, `h${place.next()}`]
  const end = place.semicolons ? ';' : ''
  const opened = `${span} = tele('job')`
  const written = [`${opened}, ${name} = ${value.code}`, `${name} = ${value.code},\n ${opened}`][place.draw(2)]!
  const body = place.writeList(
    { ...place, spans: [...place.spans, span], names: [...place.names, name] },
    place.draw(2),
    true,
  )
  return {
    ...body,
    code: `const ${written}${end}\n${body.code}\n${span}.end()${end}`,
    twin: `const ${name} = ${value.twin};\n${body.twin}`,
    names: [name, ...body.names!.slice(place.names.length + 1)],
    open: !place.semicolons,
  }
}

// --- functions and classes ---

function inFunction(place: Place): Place {
  return { ...place, async: false, inFunction: true }
}

export function writeFunction(place: Place): Statements {
  const generator = place.draw(3) === 1
  const [name, end] = [`f${place.next()}`, place.semicolons ? ';' : '']
  const body = place.writeList(inFunction(place), place.draw(3), generator)
  const value = writeExpression(inFunction(place))
  const yielded = generator ? writeExpression(inFunction(place)) : undefined
  const call = generator ? `log([...${name}()].length)` : `log(${name}())`
  const head = `function${generator ? '*' : ''} ${name}() {`
  const first = (text: string | undefined, semicolon: string): string => (text ? `yield ${text}${semicolon}\n` : '')
  return {
    code: `${head}\n${first(yielded?.code, end)}${body.code}\nreturn ${value.code}\n}\n${call}${end}`,
    twin: `${head}\n${first(yielded && `(${yielded.twin})`, ';')}${body.twin}\n${writeReturn(value)}\n}\n${call};`,
    open: !place.semicolons,
  }
}

export function writeArrowFunction(place: Place): Statements {
  const [name, end] = [`g${place.next()}`, place.semicolons ? ';' : '']
  const value = writeSpan(inFunction(place))
  return {
    code: `const ${name} = () => ${value.code}${end}\nlog(${name}())${end}`,
    twin: `const ${name} = () => ${bodyOf(value)};\nlog(${name}());`,
    open: !place.semicolons,
  }
}

export function writeClass(place: Place): Statements {
  const [name, end] = [`C${place.next()}`, place.semicolons ? ';' : '']
  const around = inFunction(place)
  const [field, value] = [writeExpression({ ...around, inFunction: false }), writeExpression(around)]
  const body = place.writeList(around, place.draw(2))
  const block = place.writeList({ ...around, inFunction: false }, place.draw(2))
  const key = ['m', '*m', "['m']", 'async *m'][place.draw(4)]!
  const write = (
    f: string,
    decorator: string,
    list: string,
    result: string,
    still: string,
    semicolon: string,
  ): string =>
    `class ${name} {\nf = ${f}${semicolon}\n${decorator} ${key}() {\n${list}\n${result}\n}\nstatic {\n${still}\n}\n}\nlog(typeof new ${name}().m())`
  const decorator = ["@tele.traced('job')", "@tele.traced('job', { model: 'm' })\n", ''][place.draw(3)]!
  return {
    code: `${write(field.code, decorator, body.code, `return ${value.code}`, block.code, decorator ? end : ';')}${end}`,
    twin: `${write(field.twin, '', body.twin, writeReturn(value), block.twin, ';')};`,
    open: !place.semicolons,
  }
}
