/**
 * Random programs that are about who is called by whom, when, and inside of which span: functions that call each other, await,
 * throw, run beside one another, start timers, and hide what they do from a reader. Every record has a number of its own.
 */

/** Picks one of `count` ways; the first is the simplest. */
export type Draw = (count: number) => number

export const CATALOG: string = [
  'telescopic: 1',
  'attributes: { size: { type: int, brief: A number. } }',
  'scopes:',
  ...Array.from({ length: 8 }, (_, i) => [
    `  s${i}: { kind: span, brief: A span., attributes: { size: opt_in } }`,
    `  s${i}.n: { kind: counter, brief: A counter of the span. }`,
    `  s${i}.g: { kind: gauge, unit: '1', brief: A gauge of the span. }`,
  ]).flat(),
  '  c: { kind: counter, brief: A counter., attributes: { size: opt_in } }',
  "  g: { kind: gauge, unit: '1', brief: A gauge. }",
  '  h: { kind: histogram, unit: By, brief: A histogram. }',
  '  e: { kind: event, brief: An event., measurements: { size: { type: int, unit: By, brief: A number. } } }',
].join('\n')

interface Place {
  readonly draw: Draw
  readonly next: () => number
  readonly depth: number
  /** Handles of spans by name, with their scope. */
  readonly spans: readonly (readonly [name: string, scope: string])[]
  readonly isAsync: boolean
  readonly isGenerator: boolean
  readonly isLoop: boolean
  readonly inFunction: boolean
  /** Numbers of functions that may be called: those that follow. */
  readonly from: number
}

const FUNCTIONS = 5

/** Writes a program: `main` is its entry. It uses `log`, `later`, `jobs`, `box`, `start`, `tag`, `Starter` and `fuel` of the harness. */
export function writeGraph(draw: Draw): string {
  let count = 0
  const next = (): number => ++count
  const functions = Array.from({ length: FUNCTIONS }, (_, index) => {
    const place: Place = {
      ...{ draw, next, depth: 0, spans: [], isLoop: false, inFunction: true, from: index + 1 },
      ...{ isAsync: index % 2 === 0, isGenerator: index === 3 },
    }
    const head = `${place.isAsync ? 'async ' : ''}function${place.isGenerator ? '*' : ''} f${index}(p: number, list: number[])`
    return `${head} {\nif (fuel.left-- < 0) return\n${writeList(place, 1 + draw(4))}\n}`
  })
  const helpers = [
    'function add(a: number, b: number): number { return a + b }',
    'function total(items: readonly number[]): number { let sum = 0; for (const item of items) sum += item; return sum }',
    'function even(n: number): boolean { return n === 0 ? true : odd(n - 1) }',
    'function odd(n: number): boolean { return n === 0 ? false : even(n - 1) }',
    'function named() { tele.count("c", 900); return total([1, 2]) }',
    'function hidden(n: number): number { return n > 3 ? start(901) : hidden(n + 1) }',
  ]
  return ["import { tele } from 'telescopic'", ...helpers, ...functions, 'await f0(1, [1, 2, 3])'].join('\n')
}

function writeList(place: Place, count: number): string {
  return Array.from({ length: count }, () => writeStatement({ ...place, depth: place.depth + 1 })).join('\n')
}

function writeStatement(place: Place): string {
  const { draw, next } = place
  const simple: (() => string)[] = [
    () => `tele.count('c', ${next()}, { size: ${next()} })`,
    () => `tele.gauge('g', ${next()}); tele.record('h', ${next()})`,
    () => `tele.emit('e', { size: ${next()} })`,
    () => writeHandle(place),
    () => `log(${writeCalm(place)})`,
    () => (place.isAsync ? `await hop(${draw(3)})` : `log(${next()})`),
    () => (place.isGenerator ? `log(yield ${next()})` : `log(${next()})`),
    () => writeLeave(place),
  ]
  const nested: (() => string)[] = [
    () => writeSpan(place),
    () => writeSpan(place),
    () => writeSpan(place),
    () => writeAsyncSpan(place),
    () => writeAsyncSpan(place),
    () => writeUsing(place),
    () => writeUsing(place),
    () => `later(() => { ${writeList(inFunction(place, false), 1 + draw(2))} })`,
    () => `log(${writeRestless(place)})`,
    () => writeCall(place),
    () => writeLoop(place),
    () =>
      `try { ${writeList(place, 1 + draw(2))} } catch (error) { log(String(error)) } finally { ${writeList({ ...place, isLoop: false, inFunction: false }, draw(2))} }`,
    () => writeClosure(place),
    () => writeBeside(place),
  ]
  const ways = place.depth > 5 ? simple : [...simple, ...nested, ...nested]
  return ways[draw(ways.length)]!()
}

function inFunction(place: Place, isAsync: boolean): Place {
  return { ...place, isAsync, isGenerator: false, isLoop: false, inFunction: true }
}

function writeHandle({ draw, next, spans }: Place): string {
  const span = spans[draw(Math.max(1, spans.length))]
  if (!span) return `tele.count('c', ${next()})`
  return [
    `${span[0]}.count('n', ${next()})`,
    `${span[0]}.gauge('g', ${next()})`,
    `${span[0]}.set({ size: ${next()} })`,
    `${span[0]}.count('n')`,
    `${span[0]}.end()`,
  ][draw(5)]!
}

function writeLeave({ draw, next, isLoop, inFunction: mayReturn }: Place): string {
  const way = draw(5)
  if (way === 0) return `if (p > ${draw(3)}) throw new Error('${next()}')`
  if (way === 1 && isLoop) return `if (p > ${draw(3)}) break`
  if (way === 2 && isLoop) return `if (p > ${draw(3)}) continue`
  return mayReturn ? `if (p > ${draw(3)}) return` : `log(${next()})`
}

/** What can be seen to start nothing. */
function writeCalm({ draw, next }: Place): string {
  return [
    `add(p, ${next()})`,
    'total(list)',
    `list.map((n) => add(n, ${next()}))`,
    `even(${draw(4)})`,
    `Math.max(p, ${next()})`,
    `tele('s1', named)`,
    `tele('s2', (s) => { s.count('n', ${next()}); return total(list) * 2 })`,
    `tele('s3', () => { let sum = 0; for (const n of list) { if (n > 1) sum += n } tele.count('c', sum); return sum })`,
  ][draw(8)]!
}

/** What starts something that goes on later, in places where a reader may not expect it. */
function writeRestless({ draw, next }: Place): string {
  const hidden = [
    'start(902)',
    'box.value',
    'box + 1',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is of the program
    '`${box}`',
    '[...box].length',
    '(box.value = 3)',
    'new Starter() instanceof Object',
    'tag`x`',
    "'x' in box.proxy",
    'box == 1',
    '(({ value }) => value)(box)',
    'hidden(1)',
    'box?.value',
    'list.map(start).length',
    'delete box.proxy.x',
    'box[String(p)]',
    'tele("s4", { size: box.value }, () => 1)',
    'tele("s4", named2)',
    'new class { static { start(903) } } ? 1 : 2',
    '[1, 2].sort(start).length',
  ]
  const one = hidden[draw(hidden.length)]!.replace('named2', '() => start(904)')
  return `tele('s${draw(8)}', (q) => { q.count('n', ${next()}); return typeof (${one}) })`
}

function writeSpan(place: Place): string {
  const { draw, next } = place
  const scope = `s${draw(8)}`
  const name = ['span', 's', 'q'][draw(3)]!
  const body = writeList(
    { ...inFunction(place, false), spans: [...place.spans.filter(([one]) => one !== name), [name, scope]] },
    1 + draw(3),
  )
  const metadata = draw(2) === 0 ? '' : ` { size: ${draw(3) === 0 ? `start(${next()})` : next()} },`
  const plain = writeList(inFunction(place, false), 1 + draw(2))
  return [
    () => `log(typeof tele('${scope}',${metadata} (${name}) => { ${body}\nreturn ${next()} }))`,
    () => `tele('${scope}',${metadata} () => { ${plain} })`,
    () => `tele('${scope}',${metadata} function (${name}) { ${body} })`,
    () => `{ const h = tele.start('${scope}'); try { ${plain} } finally { h.end() } }`,
    () => `log(tele('${scope}', () => ${writeCalm(place)}))`,
    () =>
      `tele('${scope}', (${name}) => { ${name}.run(() => { ${plain} }); { const ${name} = 1; log(${name}); tele.count('c', ${next()}) } })`,
  ][draw(6)]!()
}

function writeAsyncSpan(place: Place): string {
  const { draw, next } = place
  const scope = `s${draw(8)}`
  const body = writeList(
    { ...inFunction(place, true), spans: [...place.spans, [`a${place.depth}`, scope]] },
    1 + draw(3),
  )
  const plain = writeList(inFunction(place, true), 1 + draw(3))
  const call = [
    `tele('${scope}', async (a${place.depth}) => { ${body} })`,
    `tele('${scope}', { size: ${next()} }, async () => { await hop(1); ${plain}\nreturn ${next()} })`,
    `tele('${scope}', () => Promise.resolve(${next()}))`,
    `tele('${scope}', () => settled)`,
  ][draw(4)]!
  return place.isAsync && draw(3) > 0 ? `await ${call}` : `jobs.push(${call})`
}

function writeUsing(place: Place): string {
  const { draw, next } = place
  const scope = `s${draw(8)}`
  const name = `u${place.depth}`
  const inner: Place = { ...place, spans: [...place.spans, [name, scope]] }
  const before = ['', `const early = () => typeof lateName\n`, `const before${next()} = ${next()}\n`][draw(3)]!
  const declared = [
    '',
    `const lateName = ${next()}; log(lateName)\n`,
    `let x${next()} = 1\n`,
    'function inner() { return 1 }; log(inner())\n',
  ][draw(4)]!
  const metadata = draw(2) ? `, { size: ${next()} }` : ''
  return `{ ${before}using ${name} = tele('${scope}'${metadata})\n${declared}${writeList(inner, 1 + draw(3))}\n${writeLeave(inner)} }`
}

function writeCall(place: Place): string {
  const { draw, from } = place
  if (from >= FUNCTIONS) return `log(${writeCalm(place)})`
  const index = from + draw(FUNCTIONS - from)
  const call = `f${index}(p + 1, list)`
  if (index === 3) return `for (const y of ${call}) log(y)`
  if (index % 2 === 1) return call
  return place.isAsync && draw(3) > 0 ? `await ${call}` : `jobs.push(${call})`
}

function writeLoop(place: Place): string {
  const body = writeList({ ...place, isLoop: true }, 1 + place.draw(3))
  return `for (let i${place.next()} = 0, n = 0; n < 2; n++) { ${body} }`
}

function writeClosure(place: Place): string {
  const { draw, next } = place
  const name = `k${next()}`
  const body = writeList(inFunction(place, false), 1 + draw(2))
  return `const ${name} = () => { ${body} }\n${[`${name}()`, `later(${name})`, `later(tele.bind(${name}))`, `tele('s5', ${name})`][draw(4)]}`
}

function writeBeside(place: Place): string {
  const { draw } = place
  const side = (): string =>
    `(async () => { await hop(${draw(2)}); ${writeList(inFunction(place, true), 1 + draw(2))} })()`
  return place.isAsync ? `await Promise.allSettled([${side()}, ${side()}])` : `jobs.push(${side()})`
}
