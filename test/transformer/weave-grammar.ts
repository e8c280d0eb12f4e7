/**
 * Random CommonJS programs that are about what a function is made of: parameters, declarations under the same few names,
 * blocks, closures, `arguments`, ways out, and how it is called. They tell what they do by `log` and `show`.
 */

/** Picks one of `count` ways; the first is the simplest. */
export type Draw = (count: number) => number

interface Place {
  readonly draw: Draw
  readonly depth: number
  readonly isAsync: boolean
  readonly isGenerator: boolean
  readonly isMethod: boolean
}

const NAMES = ['a', 'b', 'c', 'd'] as const

/** Writes a program. It may be none: names are declared as they come. */
export function writeFunctions(draw: Draw): string {
  const strict = draw(3) === 2 ? "'use strict'\n" : ''
  return `${strict}${Array.from({ length: 3 }, (_, index) => writeOne(draw, `f${index}`)).join('\n')}\n`
}

function writeOne(draw: Draw, name: string): string {
  const isAsync = draw(3) === 1
  const isGenerator = draw(4) === 1
  const place: Place = { draw, depth: 0, isAsync, isGenerator, isMethod: false }
  const head = `${isAsync ? 'async ' : ''}function${isGenerator ? '*' : ''}`
  const key = `${isAsync ? 'async ' : ''}${isGenerator ? '*' : ''}m`
  const method: Place = { ...place, isMethod: true }
  const arrow: Place = { ...place, isGenerator: false }
  const call = (value: string): string => `\nshow(() => ${value}(${writeArguments(draw)}))`
  const forms: readonly (() => string)[] = [
    () => `${head} ${name}${writeRest(place)}${call(name)}`,
    () => `${call(name)}\n${head} ${name}${writeRest(place)}`,
    () => `const ${name} = ${head}${writeRest(place)}${call(name)}`,
    () => `const ${name} = ${isAsync ? 'async ' : ''}(${writeParameters(arrow)}) => ${writeBody(arrow)}${call(name)}`,
    () =>
      `const ${name} = ${isAsync ? 'async ' : ''}(${writeParameters(arrow)}) => ${writeArrowBody(arrow)}${call(name)}`,
    () => `exports.${name} = ${head}${writeRest(place)}${call(`exports.${name}`)}`,
    () => `const ${name} = { x: 1, ${key}${writeRest(method)} }${call(`${name}.m`)}`,
    () => `class ${name} extends Base { x = 1; ${key}${writeRest(method)} }${call(`new ${name}().m`)}`,
    () => `class ${name} extends Base { static x = 2; static ${key}${writeRest(method)} }${call(`${name}.m`)}`,
    () =>
      `class ${name} extends Base { get m() ${writeBody({ ...method, isAsync: false, isGenerator: false })} }\nshow(() => new ${name}().m)`,
    () =>
      `class ${name} extends Base { #p${writeRest({ ...method, isAsync: false, isGenerator: false })} m() { return this.#p(1, 2) } }\nshow(() => new ${name}().m())`,
    () =>
      `function ${name}${writeRest({ ...place, isAsync: false, isGenerator: false })}\nshow(() => new ${name}(${writeArguments(draw)}))`,
  ]
  return forms[draw(forms.length)]!()
}

function writeRest(place: Place): string {
  return `(${writeParameters(place)}) ${writeBody(place)}`
}

function writeParameters({ draw }: Place): string {
  return [
    'a, b',
    '',
    'a',
    'a, b, c',
    'a, ...b',
    'a = 1, b = a',
    'a, get = () => a, set = (v) => { a = v }',
    '{ a, b = 2 } = {}, c',
    '[a, b] = [1, 2], ...c',
    'a = log("default"), b',
  ][draw(10)]!
}

function writeArguments(draw: Draw): string {
  return ['1, 2, 3', '', '{ a: 5 }, 6', '[7, 8], 9', 'undefined, 10', '11, undefined, 12'][draw(6)]!
}

function writeBody(place: Place): string {
  const directive = ['', '', "'use strict'\n", '// comment\n'][place.draw(4)]!
  return `{ ${directive}${writeList(place)}${['', '\n', ' // end\n', ';'][place.draw(4)]} }`
}

function writeArrowBody({ draw, isAsync }: Place): string {
  return [
    '[typeof a, this === exports]',
    '({ a })',
    isAsync ? 'await a' : '(log("x"), 1)',
    '() => () => {}',
    'a++',
    '// comment\n  typeof b',
    '/[)]/.test("x")',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is of the program
    '`${typeof a}`',
    'typeof arguments',
  ][draw(9)]!
}

function writeList(place: Place): string {
  const inner = { ...place, depth: place.depth + 1 }
  return Array.from({ length: 1 + place.draw(4) }, () => writeStatement(inner)).join('\n')
}

function writeStatement(place: Place): string {
  const { draw, isAsync, isGenerator, isMethod } = place
  const name = NAMES[draw(NAMES.length)]!
  const simple: readonly (() => string)[] = [
    () => `log(typeof ${name}, typeof arguments)`,
    () => `log(String(${name}))`,
    () => `var ${name}`,
    () => `var ${name} = ${name} || ${draw(9)}`,
    () => `let e${draw(3)} = ${draw(9)}`,
    () => `${name} = ${draw(9)}`,
    () => `arguments[${draw(2)}] = ${10 + draw(9)}`,
    () => 'log(arguments[0], arguments[1], arguments.length)',
    () => `function ${name}() { return ${draw(9)} }`,
    () => `var { ${name} } = { ${name}: ${draw(9)} }`,
    () => 'log(typeof this, new.target === undefined)',
    () => `log((() => [typeof ${name}, typeof this, arguments.length])())`,
    () => (isMethod ? 'log(super.s, typeof super.t)' : `log(${draw(9)})`),
    () => 'if (typeof get === "function") { log(get()); set(20); log(a, get()) }',
    () => (isAsync ? `log(await ${draw(9)})` : `log(${draw(9)})`),
    () => (isGenerator ? `log(yield ${draw(9)})` : `return ${name}`),
    () => (isGenerator ? 'yield* [1, 2]' : `if (${name} > 3) return [${name}]`),
    () => `if (${name} > 4) throw new Error(String(${name}))`,
    () => `eval('var ${name}; log(typeof ${name})')`,
  ]
  const nested: readonly (() => string)[] = [
    () => `{ ${writeList(place)} }`,
    () => `if (${name}) { ${writeList(place)} } else { ${writeList(place)} }`,
    () => `for (var ${name} of [1, 2]) { ${writeList(place)} }`,
    () => `outer: for (let i = 0; i < 2; i++) { for (;;) { if (i) break outer; ${writeList(place)}\ncontinue outer } }`,
    () => `try { ${writeList(place)} } catch (error) { log(String(error)) } finally { log('finally') }`,
    () => `switch (${name}) { case 1: ${writeList(place)}\nbreak; default: ${writeList(place)} }`,
    () =>
      `log((function (${name}) { ${writeList({ ...place, isAsync: false, isGenerator: false, isMethod: false })} })(3))`,
    () => `const k${draw(3)} = class { ${name}() { return typeof ${name} } }`,
  ]
  const ways = place.depth > 3 ? simple : [...simple, ...simple, ...nested]
  return ways[draw(ways.length)]!()
}
