/** Programs that a span around every function could change. They tell what they do by `log`. */

export interface WeaveProgram {
  readonly name: string
  /** Texts by file, the entry first. Files that end in `.cjs` are CommonJS, and sloppy unless they say otherwise. */
  readonly files: Readonly<Record<string, string>>
  /** How many functions get a span. */
  readonly woven: number
}

const one = (name: string, woven: number, text: string, file = 'main.ts'): WeaveProgram => ({
  name,
  woven,
  files: { [file]: text },
})
const sloppy = (name: string, woven: number, text: string): WeaveProgram => one(name, woven, text, 'main.cjs')

export const PROGRAMS: readonly WeaveProgram[] = [
  // --- parameters ---
  one(
    'defaults with effects, in their order',
    3,
    `
let n = 0
const next = () => ++n
function f(a = next(), { b = next(), ...rest }: any = { c: next() }, [d, ...e] = [next(), next()], ...more: number[]) {
  log(a, b, JSON.stringify(rest), d, e, more)
  return a
}
log(f(), f(10), f(1, { b: 2, c: 3, x: 4 }, [5, 6, 7], 8, 9), f.length, f.name)
const throwing = (a = (() => { throw new Error('default') })()) => a
try { throwing() } catch (e) { log(String(e)) }
`,
  ),
  one(
    'closures of defaults over other parameters',
    2,
    `
function f(a: number, get = () => a, set = (v: number) => { a = v }) {
  set(5)
  log(a, get())
  a = 6
  log(a, get())
}
f(1)
const g = (a: any, get = () => a) => { a = 7; return get() }
log(g(1))
`,
  ),
  sloppy(
    'a var that is a parameter too, seen by a closure of a default',
    2,
    `
function f(a, get = () => a) { var a; log(a, get()); a = 2; log(a, get()) }
f(1)
function g(a, get = () => a) { var a = 3; return [a, get()] }
log(g(1))
`,
  ),
  sloppy(
    'a var that is a parameter too, in every form',
    6,
    `
function f(a, b) { var a, b = b || 'B', c = a; return [a, b, c].join() }
log(f(1), f(1, 2))
function g(a) { for (var a of [1, 2]) log(a); return a }
log(g(9))
function h(a) { for (var a in { x: 1 }) log(a); return a }
log(h(9))
function i(a) { if (a) { var { a, z } = { a: 3, z: 4 } } return [a, z].join() }
log(i(1), i(0))
function j({ a }, [b], ...c) { var a = a + 1, b, c; return [a, b, c].join() }
log(j({ a: 1 }, [2], 3, 4))
async function k(a) { var a = await a; return a + 1 }
k(Promise.resolve(1)).then(log)
`,
  ),
  sloppy(
    'arguments that are other names of parameters',
    7,
    `
function f(a, b) { a = 10; arguments[1] = 20; return [a, b, arguments[0], arguments[1], arguments.length].join() }
log(f(1, 2, 3), f(1))
function g(a) { 'use strict'; a = 10; return [a, arguments[0]].join() }
log(g(1))
function h(a) { var a = 10; return [a, arguments[0]].join() }
log(h(1))
function i(a = 0) { var a = 10; return [a, arguments[0]].join() }
log(i(1))
function j() { var arguments; return arguments.length }
log(j(1, 2))
function k(a) { var arguments = [a]; return arguments.length }
log(k(1, 2))
const l = function () { return arguments.callee === l }
log(l())
`,
  ),
  sloppy(
    'functions in blocks, and what they do to names around them',
    6,
    `
function f(a) { { function a() {} } return typeof a }
log(f(1))
function g() { log(typeof a); { function a() {} } return typeof a }
log(g())
function h(a) { if (true) function a() {} return typeof a }
log(h(1))
function i(a) { function a() {} return typeof a }
log(i(1))
function j(a) { switch (1) { case 1: function a() {} } return typeof a }
log(j(1))
function k() { foo: function inner() { return 1 } return inner() }
log(k())
`,
  ),
  sloppy(
    'a function that is a parameter too, where arguments are other names',
    0,
    `
function f(a) { function a() {} return typeof arguments[0] }
log(f(1))
`,
  ),
  sloppy(
    'duplicate parameters',
    2,
    `
function f(a, a) { return [a, arguments[0]].join() }
log(f(1, 2))
function g(a, a) { var a; return a }
log(g(1, 2))
`,
  ),
  sloppy(
    'eval',
    0,
    `
function f(a) { eval('var a; var b = 2'); return [a, b].join() }
log(f(1))
function* g() { eval('var h = 1'); function h() {} yield typeof h }
log(...g())
`,
  ),
  one(
    'eval that is strict',
    1,
    `
function f(a: any) { return [eval('var a = 2; a'), a].join() }
log(f(1))
export {}
`,
  ),
  sloppy(
    'yield, await, let and async as names',
    3,
    `
var yield_ = 0
function f() { var yield = 1, await = 2, let = 3, async = 4; return yield + await + let + async }
log(f())
function await(x) { return x }
log(await(1))
const let_ = () => { var let = 1; return let }
log(let_())
`,
  ),
  sloppy(
    'with',
    1,
    `
function f(o) { with (o) { return a + (() => a)() } }
log(f({ a: 1 }))
`,
  ),
  sloppy(
    'this',
    4,
    `
function f() { return this === undefined ? 'undefined' : typeof this + String(this) }
log(f.call(1), f.call('x'), f() === String(globalThis) || f().length > 0)
function g() { 'use strict'; return typeof this }
log(g.call(1), g())
const h = () => typeof this
log(h())
const o = { m() { return this === o } }
log(o.m())
`,
  ),
  // --- what a function is ---
  one(
    'functions stay what they are',
    9,
    `
function f(a: any, b = 1, ...c: any[]) { return new.target }
async function g(a: any) {}
function* h(a: any, b: any) {}
async function* i() {}
const j = (a: any) => a
const k = async (a: any) => a
class A { static m(a: any) {} get x() { return 1 } static n = (a: any) => a }
for (const fn of [f, g, h, i, j, k, A.m, A.n]) log(fn.name, fn.length, fn.constructor.name, 'prototype' in fn, Object.keys(fn).length)
log(new A().x, Object.getOwnPropertyDescriptor(A.prototype, 'x')!.get!.name)
try { new (j as any)() } catch (e) { log(e instanceof TypeError) }
`,
  ),
  sloppy(
    'constructors by function, and what they return',
    5,
    `
function A(x) { if (!(this instanceof A)) return new A(x); this.x = x }
log(new A(1).x, A(2).x, A(3) instanceof A)
function B() { this.a = 1; return { b: 2 } }
log(JSON.stringify(new B()))
function C() { log(new.target === C, new.target === undefined); return 5 }
log(typeof new C(), C())
A.prototype.m = function () { return this.x }
A.make = function (x) { return new this(x) }
log(new A(4).m(), A.make(5).x)
`,
  ),
  one(
    'new.target through Reflect and super',
    2,
    `
function A(this: any) { log(new.target?.name) }
Reflect.construct(A as any, [], class B {})
;(A as any)()
class C { m() { return new.target } }
log(new C().m())
`,
  ),
  one(
    'super, private names, statics, fields, accessors',
    16,
    `
class Base { m() { return 'base' } get v() { return 1 } static s() { return 'static' } set w(x: any) { log('base w', x) } }
class A extends Base {
  #x = 1
  y = this.#x + 1
  static #count = 0
  static z = super.s()
  m() { return super.m() + this.#m() + (#x in this) }
  #m() { return super.m().length + this.#g }
  get #g() { return this.#x }
  set #g(v) { this.#x = v }
  bump() { this.#g++; this.#x += 1; return [this.#g, A.#made()] }
  static #made() { return ++A.#count + super.s() }
  get v() { return super.v + 1 }
  set w(x: any) { super.w = x }
  static { log('static block', this.z) }
  field = () => [super.m(), this.y]
  static async later() { return await super.s() }
  *all() { yield super.m(); yield* [this.y] }
  async *some() { yield super.m() }
}
const a = new A()
log(a.m(), a.bump(), a.v, a.field(), [...a.all()])
a.w = 3
log(await A.later(), (await a.some().next()).value)
`,
  ),
  one(
    'members of objects, with every key',
    11,
    `
const key = 'computed'
const o = {
  a() { return this.b },
  get b() { return 1 },
  set b(v) { log('set', v) },
  'quoted key'() { return 2 },
  3() { return 3 },
  ['four']() { return 4 },
  [key]() { return 5 },
  arrow: (x: any) => ({ x }),
  async later() { return super.toString() },
  *gen() { yield this.a() },
  nested: { deep() { return 'deep' } },
  __proto__: { inherited() { return 'inherited' } },
}
o.b = 7
log(o.a(), o['quoted key'](), o[3](), o.four(), o[key](), o.arrow(1).x, await o.later(), [...o.gen()], o.nested.deep(), (o as any).inherited())
`,
  ),
  one(
    'fields that hold functions, and objects of functions',
    5,
    `
class A {
  plain = function (this: any) { return this instanceof A }
  arrow = () => this instanceof A
  static arrow = () => this.name
  api = { load: () => this.plain.length, save() { return 's' } }
  none
  declare typed: string
  static none
}
const a = new A()
log(a.plain(), a.arrow(), A.arrow(), a.api.load(), a.api.save(), 'none' in a, 'typed' in a, 'none' in A)
`,
  ),
  // --- generators ---
  one(
    'generators that are asked, told, thrown at and returned from outside',
    3,
    `
function* g(a: any) {
  try { const x: any = yield a; log('got', x); yield* [1, 2]; return 'end' } catch (e) { log('caught', e); yield 'after' } finally { log('finally') }
}
let it: any = g(0); log(JSON.stringify([it.next('lost'), it.next('x'), it.return('r'), it.next()]))
it = g(0); log(JSON.stringify([it.next(), it.throw('t'), it.next(), it.next()]))
it = g(0); log(JSON.stringify([it.return('early'), it.next()]))
it = g(0); try { it.throw('unstarted') } catch (e) { log(e) }
for (const x of g(5)) { log(x); break }
const [first] = g(6); log(first)
function* outer() { const r: any = yield* g(7); log('result', r); yield* g(8) }
log(...outer())
function* fails() { yield 1; throw new Error('no') }
try { log(...fails()) } catch (e) { log(String(e)) }
`,
  ),
  one(
    'async generators from outside',
    3,
    `
async function* g(a: any) {
  try { const x: any = yield a; log('got', x); yield Promise.resolve(1); return Promise.resolve('end') } catch (e) { log('caught', e); yield 'after' } finally { log('finally') }
}
let it: any = g(0); log(JSON.stringify([await it.next(), await it.next('x'), await it.next(), await it.next()]))
it = g(0); log(JSON.stringify([await it.next(), await it.throw('t'), await it.next()]))
it = g(0); log(JSON.stringify([await it.next(), await it.return(Promise.resolve('r')), await it.next()]))
it = g(0); await it.next(); log(await it.return(Promise.reject('bad')).catch((e: any) => 'rejected ' + e))
async function* rejecting() { try { return Promise.reject('inner') } catch (e) { log('saw', e); throw e } }
log(await rejecting().next().catch((e: any) => e))
async function* outer() { yield* g(1); yield* [Promise.resolve(2)] as any }
for await (const x of outer()) log(x)
`,
  ),
  one(
    'generators with hoisted things in them',
    1,
    `
function* g(a: any) {
  log(typeof inner, typeof late)
  yield inner()
  let a2 = a
  const c = class {}
  var late = 1
  function inner() { return a }
  { let a = 5; yield a + a2 }
  yield late
}
log(...g(3))
`,
  ),
  sloppy(
    'generators whose body cannot be a block',
    0,
    `
function* g() { function h() { return 1 } function* h() { yield 2 } yield typeof h }
log(...g())
function* i() { var h = 1; function h() {} yield h }
log(...i())
function* j() { for (var h of [1]) { } function h() {} yield h }
log(...j())
`,
  ),
  one(
    'the same where it is strict',
    0,
    `
function* g() { function h() { return 1 } function h() { return 2 } yield h() }
log(...g())
`,
    'main.js',
  ),
  // --- async ---
  one(
    'async functions reject where they threw',
    4,
    `
async function f(a = (() => { throw new Error('default') })()) { return a }
log(await f().catch(String), await f(1 as never))
const g = async ({ a }: any) => a
log(await g(undefined as never).catch((e: any) => e.constructor.name))
async function h() { throw new Error('body') }
log(await h().catch(String))
async function i() { return Promise.reject(new Error('promise')) }
log(await i().catch(String))
`,
  ),
  one(
    'async arrows that use this and arguments',
    2,
    `
class A {
  x = 1
  run = async (n: number) => { await null; return this.x + n }
  m() { const inner = async () => arguments.length + this.x; return inner() }
}
log(await new A().run(2), await (new A().m as any).call({ x: 5 }, 1, 2))
`,
  ),
  one(
    'promises stay themselves',
    5,
    `
const p = Promise.resolve(1)
function f() { return p }
class Lazy extends Promise<number> { then(...args: any[]) { log('then'); return super.then(...args as [any]) } }
const lazy = new Lazy((resolve) => resolve(2))
const g = () => lazy
const thenable = { then(ok: any) { log('asked'); ok(3) } }
function h() { return thenable }
log(f() === p, g() === lazy, h() === thenable)
log(await f(), await g(), await h())
`,
  ),
  one(
    'using',
    3,
    `
const made = memo((name: string) => ({ [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() { log('dispose', name) } }))
function f() { using a = made('a'); using b = made('b'); log('body'); return 1 }
log(f())
function* g() { using c = made('c'); yield 1; yield 2 }
for (const x of g()) { log(x); break }
function memo<T>(x: T): T { return x }
`,
  ),
  // --- TypeScript ---
  one(
    'parameter properties, overloads, this parameters, assertion functions',
    8,
    `
class A {
  constructor(public x: number, private readonly y = x + 1) { log(this.x, this.y) }
  m(): number
  m(a: string): string
  m(a?: string) { return a ?? this.y }
  declare z: number
  abstract?: string
}
function f(this: A, a: number): number { return this.x + a }
function over(a: string): string
function over(a: number): number
function over(a: any) { return a }
function check(x: unknown): asserts x is string { if (typeof x !== 'string') throw new TypeError('no') }
function is(x: unknown): x is string { return typeof x === 'string' }
function never(): never { throw new Error('never') }
const generic = <T,>(x: T): T => x
const a = new A(1)
log(a.m(), a.m('s'), f.call(a, 2), over(1), is('x'), generic(5))
try { check(1) } catch (e) { log(String(e)) }
try { never() } catch (e) { log(String(e)) }
abstract class B { abstract m(): void; n() { return 'n' } }
log(new (class extends B { m() {} })().n())
`,
  ),
  one(
    'namespaces, enums beside them, declarations',
    5,
    `
namespace N { export function f() { return g() } function g() { return E.A }; export const h = () => f(); export namespace M { export function deep() { return h() } } }
namespace N { export enum K { A = 1 } }
enum E { A = 3 }
function E2() { return 1 }
namespace E2 { export const x = 2 }
declare function gone(): void
declare namespace D { function gone(): void }
declare class DC { m(): void }
log(N.f(), N.h(), N.M.deep(), E2(), E2.x, N.K.A)
`,
  ),
  one(
    'assertions around functions',
    5,
    `
const a = ((x: number) => x + 1) as (x: number) => number
const b = <(x: number) => number>((x: number) => x + 2)
const c = ((x: number) => x + 3)!
const d = ((x: number) => x + 4) satisfies unknown
const e = (async (x: number) => x + 5 as number) as any
log(a(1), b(1), c(1), d(1), await e(1))
`,
  ),
  // --- exports ---
  ...(
    [
      'function () { return 1 }',
      'function named() { return 1 }',
      '() => 1',
      '(() => 1)',
      'async () => 1',
      'async function () { return 1 }',
      'function* () { yield 1 }',
      '(function () { return 1 })',
    ] as const
  ).map(
    (text): WeaveProgram => ({
      name: `export default ${text}`,
      woven: 1,
      files: {
        'main.ts':
          "import one from './one.ts'\nlet out: any = (one as any)()\nif (out.next) out = [...out]\nlog(one.name, await out)",
        'one.ts': `export default ${text}\n`,
      },
    }),
  ),
  ...(['class { m() { return 1 } }', 'class Named { m() { return 1 } }', '(class { m() { return 1 } })'] as const).map(
    (text): WeaveProgram => ({
      name: `export default ${text}`,
      woven: 1,
      files: {
        'main.ts': "import One from './one.ts'\nlog(One.name, new One().m())",
        'one.ts': `export default ${text}\n`,
      },
    }),
  ),
  {
    name: 'export default of an object',
    woven: 2,
    files: {
      'main.ts': "import one from './one.ts'\nlog(one.a(), one.b())",
      'one.ts': 'export default { a() { return 1 }, b: () => 2 }\n',
    },
  },
  {
    name: 'CommonJS in all forms',
    woven: 14,
    files: {
      'main.cjs': `
const a = require('./a.cjs'), b = require('./b.cjs'), c = require('./c.cjs'), d = require('./d.cjs')
log(a(), a.b(), a.C.name, new a.C().m(), b.x(), b.y(), b.z(), b.default(), c.f(), c.g(), c.f.name, d(), d.name, d.extra(), d.again())`,
      'a.cjs': `module.exports = function () { return 'a' }
module.exports.b = () => 'b'
module.exports.C = class { m() { return 'm' } }`,
      'b.cjs': `'use strict'
exports.x = exports.y = function () { return 'xy' }
exports.z = async function () { return 'z' }
exports.default = main
function main() { return this === exports }`,
      'c.cjs': `module.exports = { f() { return 'f' }, g: () => 'g' }
Object.assign(module.exports, {})`,
      'd.cjs': `const d = module.exports = function () { return 'd' }
d.extra = function () { return 'extra' }
var again = d.again = exports.again = () => 'again'
let late
late = () => again()
d.prototype = { m() { return late() } }
d['quoted'] = function () { return new d().m() }
log(d.quoted())`,
    },
  },
  // --- texts ---
  one(
    'directives',
    4,
    `'use strict'
function a() { 'use strict'; 'x'.length; return this === undefined }
function b() {
  'use strict'
  'another'
  ;['x'].length
  return 1
}
const c = () => { "use strict"
  return 2 }
function* d() { 'use strict'; yield this === undefined }
log(a(), b(), c(), ...d())
`,
    'main.js',
  ),
  sloppy(
    'directives behind comments',
    2,
    `/* c */ 'use strict' // d
// e
function a() { /* c */ 'use strict' /* d */ // e
return typeof this }
function b() { 'use strict'/* c */; return typeof this }
log(a(), b())
`,
  ),
  sloppy(
    'bodies that end without a semicolon',
    9,
    `
const a = () => () => {}
;[1].forEach((x) => log(x))
const b = () => log('b')
b()
const c = () => { return 1 }
;(0, log)(c())
const d = () => () => {}
[1].forEach((x) => log('d', x))
const e = () => () => {}
(log)('e')
const f = () => async () => {}
\`\${log('f')}\`
let n = 0
const g = () => n++
(log)('g', n)
const h = async () => n--
[log('h', n)]
const j = () => () => {}
+log('j')
log(typeof a(), c(), typeof d(), typeof f(), typeof e(), g(), n)
h().then((x) => log(x, n))
`,
  ),
  one(
    'types at the end of a body',
    4,
    `
const a = () => 1 as number
(log)('a')
const b = () => log satisfies Function
;[log('b')]
const c = (x: any) => x as unknown as number
\`\${log('c')}\`
const d = async () => 2 as const
;(log)('d')
log(a(), typeof b(), c(1))
`,
  ),
  one(
    'comments at every seam',
    9,
    `
const a = () => // c
  1
const b = /* x */ async /* y */ (/* z */) /* q */ => /* r */ ( /* s */ 2 /* t */ ) /* u */ // v
function c() { // c
  return 3 // d
} // e
function d(/* nothing */) { /* only a comment */ }
function e() {// c
}
function* f() { // c
  yield 4 // d
} // e
const g = async () => // c
  // d
  5 // e
function h() { return 6 /* no semicolon */ }
const i = () => ({ /* c */ }) // d
log(a(), await b(), c(), d(), e(), [...f()], await g(), h(), JSON.stringify(i()))
`,
  ),
  one(
    'CRLF, BOM and hashbang',
    3,
    "\uFEFF'use strict'\r\nfunction a() { // c\r\n  return 1 // d\r\n}\r\nconst b = () => // c\r\n  2\r\nfunction* c() {\r\n  'use strict'\r\n  yield 3 // d\r\n}\r\nlog(a(), b(), [...c()])\r\nexport {}\r\n",
  ),
  one('a hashbang', 1, '#!/usr/bin/env node\nfunction a() { return 1 }\nlog(a())\n', 'main.js'),
  one(
    'bodies of every form',
    17,
    `
const obj = () => ({ a: 1 })
const seq = () => (log('x'), 2)
const cond = (x: any) => x ? 'y' : 'n'
const re = () => /[/]\\/\\(/.source
const re2 = () => /a/
const tpl = () => \`\${(() => \`\${1}\`)()}\`
const fn = () => function () { return 3 }
const cls = () => class { static x = 4 }
const arrow = () => () => () => 5
const assign = (x?: any) => x = 6
const y = async () => await 7
const neg = () => -8
const vd = () => void 0
const imp = () => import.meta.url === undefined
const empty = () => {}
const arr = () => [9]
const str = () => 'use strict'
log(obj().a, seq(), cond(0), re(), re2().test('a'), tpl(), fn()(), cls().x, arrow()()(), assign(), await y(), neg(), vd(), imp(), empty(), arr(), str())
`,
  ),
  one(
    'JSX',
    3,
    `
const h = (tag: any, props: any, ...children: any[]): any => typeof tag === 'function' ? tag({ ...props, children }) : \`<\${tag}>\${children.join('')}</\${tag}>\`
const Item = ({ children }: any) => <li>{children}</li>
export default function List() { return <ul>{[1, 2].map((n) => <Item key={n}>{n} {'}'}</Item>)}</ul> }
log(<List />)
`,
    'main.tsx',
  ),
  one(
    'decorators',
    5,
    `
function dec(...args: any[]) { log('dec', args.length); }
function make(n: number) { log('make', n); return dec }
@make(1) @dec
export class A { @make(2) m() { return 1 } @dec field = () => 2; @dec static s() { return 3 } }
log(new A().m(), new A().field(), A.s())
`,
  ),
  one(
    'labels',
    1,
    `
function f() { outer: for (const a of [1, 2]) { for (const b of [1, 2]) { if (b === 2) continue outer; if (a === 2) break outer; log(a, b) } } done: { break done } return 'end' }
log(f())
`,
  ),
  one(
    'switch, try, loops that leave',
    1,
    `
function f(x: number) {
  try { switch (x) { case 1: return 'one'; case 2: throw new Error('two'); default: for (;;) { if (x++ > 5) return x } } } catch (e) { return String(e) } finally { log('finally', x); if (x === 3) return 'never' }
}
log(f(1), f(2), f(4))
`,
  ),
  one(
    'recursion, and each other',
    4,
    `
function fac(n: number): number { return n < 2 ? 1 : n * fac(n - 1) }
const even = (n: number): boolean => n === 0 || odd(n - 1)
const odd = (n: number): boolean => n !== 0 && even(n - 1)
async function down(n: number): Promise<number> { return n === 0 ? 0 : 1 + (await down(n - 1)) }
log(fac(10), even(10), await down(10))
`,
  ),
  one(
    'names of ours that the program has',
    3,
    `
const _t = 1, _t1 = 2, _tsite = 3, _trun = 4, _tw0 = 5
function f(_te = 6, _ts0 = 7) { return [_t, _t1, _tsite, _trun, _tw0, _te, _ts0].join() }
function* g() { yield _tw0 }
async function h(_t2 = 8) { return _t2 }
log(f(), ...g(), await h())
`,
  ),
  one(
    'shadowed globals',
    2,
    `
const undefined_ = 0
function f(Promise: any, Symbol: any) { const require = 1; return [Promise, Symbol, require].join() }
async function g(Promise: any) { return Promise }
log(f(1, 2), await g(3))
`,
  ),
  one(
    'errors keep their class, identity and cause',
    2,
    `
class Mine extends Error { constructor(readonly n: number) { super('mine', { cause: 'c' }) } }
const error = new Mine(5)
function f() { throw error }
const g = async () => { throw error }
try { f() } catch (e) { log(e === error) }
log(await g().catch((e) => e === error))
`,
  ),
  one(
    'whatever is thrown',
    3,
    `
function f() { throw undefined }
function* g() { throw null }
async function h() { throw { toString() { throw new Error('unreadable') }, get name() { throw new Error('unreadable') } } }
try { f() } catch (e) { log('f', e) }
try { [...g()] } catch (e) { log('g', e) }
await h().catch((e) => log('h', typeof e))
`,
  ),
  // --- modules ---
  {
    name: 'functions that are called before their module ran, in a cycle of ES modules',
    woven: 4,
    files: {
      'main.ts': "import { late } from './a.ts'\nlog(late())",
      'a.ts':
        "import { early } from './b.ts'\nlog('a runs')\nexport function late() { return 'late' }\nexport async function soon() { return 'soon' }\nexport function* walk() { yield early }\n",
      'b.ts':
        "import { late, soon, walk } from './a.ts'\nlog('b runs', late(), walk().next().value?.name)\nvoid soon().then(log)\nexport function early() { return 1 }\n",
    },
  },
  {
    name: 'the same, where the file has calls of ours behind other imports',
    woven: 3,
    files: {
      'main.ts': "import { late } from './a.ts'\nlog(late())",
      'a.ts':
        "import { early } from './b.ts'\nimport { tele } from 'telescopic'\nlog('a runs')\nexport function late() { return 'late' }\nexport const job = () => tele('job', () => early())\nlog(job())",
      'b.ts': "import { late } from './a.ts'\nlog('b runs', late())\nexport function early() { return 1 }\n",
    },
  },
  {
    name: 'the same in CommonJS',
    woven: 2,
    files: {
      'main.cjs': "log(require('./a.cjs').late())",
      'a.cjs':
        "exports.late = late\nconst { early } = require('./b.cjs')\nfunction late() { return 'late' }\nlog(early())",
      'b.cjs': "const a = require('./a.cjs')\nlog(a.late())\nexports.early = function () { return a.late() }",
    },
  },
  sloppy(
    'a file that returns at its top',
    2,
    `
function f() { return 1 }
log(f())
if (f()) return
function g() { return 2 }
log(g())
`,
  ),
  one(
    'decorators before an export that is the first of a file',
    1,
    `
@(() => {}) export class A { m() { return 1 } }
log(new A().m())
`,
  ),
  one(
    'calls of ours in functions',
    6,
    `
import { tele } from 'telescopic'
export function f() { tele.count('hit'); return tele('job', (span) => { span.count('retries'); return g() }) }
const g = () => tele('job', () => 1)
const h = async () => { await null; tele.count('hit'); await tele('job', async () => { await null; tele.gauge('depth', 2) }) }
function* i() { tele.count('hit'); yield* tele('job', () => [1]) }
function j(a: any) { var a: any = a + 1; tele.count('hit', a); using s = tele('job'); s.count('retries'); return a }
const k = async (a = tele.count('hit')) => tele.emit('tool.done', { bytes: 1 })
log(f(), await h(), ...i(), j(1), await k())
`,
  ),
]
