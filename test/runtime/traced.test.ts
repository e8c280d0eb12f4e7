import { transformSync } from 'esbuild'
import ts from 'typescript'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createTelemetry, NOOP } from '../../runtime/index.ts'
import { createTestTelemetry } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'

/** `@tele.traced` as four compilers lower it: no engine runs decorators by itself yet. */

interface Style {
  readonly experimentalDecorators: boolean
  /** Whether a field is assigned, as it was before ES2022, or defined. */
  readonly assigned?: boolean
}

type Lower = (code: string) => string

const esbuild =
  ({ experimentalDecorators, assigned = false }: Style): Lower =>
  (code) => {
    const compilerOptions = { experimentalDecorators, useDefineForClassFields: !assigned }
    return transformSync(code, { loader: 'ts', target: 'es2022', tsconfigRaw: { compilerOptions } }).code
  }
const typescript =
  ({ experimentalDecorators, assigned = false }: Style): Lower =>
  (code) => {
    const target = ts.ScriptTarget.ES2022
    const compilerOptions = { experimentalDecorators, useDefineForClassFields: !assigned, target }
    return ts.transpileModule(code, { compilerOptions }).outputText
  }

const STANDARD: [string, Lower][] = [
  ['esbuild, standard', esbuild({ experimentalDecorators: false })],
  ['TypeScript, standard', typescript({ experimentalDecorators: false })],
]
const LEGACY: [string, Lower][] = [
  ['esbuild, legacy', esbuild({ experimentalDecorators: true })],
  ['TypeScript, legacy', typescript({ experimentalDecorators: true })],
]
const ASSIGNED: [string, Lower][] = [
  ['esbuild, legacy, assigned', esbuild({ experimentalDecorators: true, assigned: true })],
  ['TypeScript, legacy, assigned', typescript({ experimentalDecorators: true, assigned: true })],
]
const ALL = [...STANDARD, ...LEGACY]

/** Defines the class with what a compiler makes of it. */
function define(lower: Lower, classText: string, tele: unknown): Loose {
  const lowered = lower(`const define = (tele) => {${classText}; return Service}`)
  // A function, not `eval`: the helpers of the compilers have the same names and must not become global.
  return new Function(`${lowered}; return define`)()(tele)
}

const scopes = (records: readonly unknown[]): string[] => records.map((record) => (record as Loose).scope)

// The legacy form takes one decorator for a getter and its setter together.
const service = (decorateSetter: string): string => `
class Service {
  base = 10
  @tele.traced('s.plan', { x: 1 }) plan(a, b) { return this.base + a + b }
  @tele.traced('s.load') async load(a) { return this.base + a }
  @tele.traced('s.static') static make() { return new Service() }
  @tele.traced('s.get') get size() { return this.base }
  ${decorateSetter} set size(value) { this.base = value }
  @tele.traced('s.fail') fail() { throw new RangeError('x') }
}`

describe.each(ALL)('methods, %s', (name, lower) => {
  const isLegacy = name.includes('legacy')
  const SERVICE = service(isLegacy ? '' : "@tele.traced('s.set')")

  it('static methods, getters and setters are recorded', async () => {
    const { tele, records } = createTestTelemetry()
    const Service = define(lower, SERVICE, tele)
    const service = Service.make()
    expect(service.plan(1, 2)).toBe(13)
    expect(await service.load(1)).toBe(11)
    service.size = 5
    expect(service.size).toBe(5)
    expect(() => service.fail()).toThrow(RangeError)
    const setter = isLegacy ? 's.get' : 's.set'
    expect(scopes(records)).toEqual(['s.static', 's.plan', 's.load', setter, 's.get', 's.fail'])
    expect(records.find((record) => (record as Loose).scope === 's.plan')!.metadata).toMatchObject({ x: 1 })
  })

  it('name, length and place of the method are kept', () => {
    const { tele } = createTestTelemetry()
    const Service = define(lower, SERVICE, tele)
    expect([Service.prototype.plan.name, Service.prototype.plan.length]).toEqual(['plan', 2])
    expect(Object.getOwnPropertyDescriptor(Service.prototype, 'plan')).toMatchObject({ enumerable: false })
  })

  it('are recorded once telemetry is on, and not before: classes are defined before the entry configures', () => {
    const seen: string[] = []
    const reporter = { recordTiming: (scope: string) => void seen.push(scope), recordMetric: () => {} }
    const tele = createTelemetry()
    const Service = define(lower, SERVICE, tele)
    expect(new Service().plan(1, 2)).toBe(13)
    expect(seen).toEqual([])
    tele.configure({ enabled: true, reporters: [reporter], delivery: 'sync' })
    expect(new Service().plan(1, 2)).toBe(13)
    expect(seen).toEqual(['s.plan'])
  })

  it('an accessor', () => {
    const { tele, records } = createTestTelemetry()
    const Service = define(lower, `class Service { @tele.traced('s.accessor') accessor size = 1 }`, tele)
    const service = new Service()
    service.size = 2
    expect([service.size, new Service().size]).toEqual([2, 1])
    expect(records.length).toBe(3)
  })
})

describe.each(STANDARD)('private members, %s', (_, lower) => {
  it('methods, statics, getters, accessors and fields', () => {
    const { tele, records } = createTestTelemetry()
    const Service = define(
      lower,
      `class Service {
        @tele.traced('s.method') #method(a) { return a + this.#field() }
        @tele.traced('s.static') static #make() { return new Service() }
        @tele.traced('s.get') get #size() { return this.#method(1) }
        @tele.traced('s.accessor') accessor #count = 3
        @tele.traced('s.field') #field = () => this.#count
        static run() { return Service.#make().#size }
      }`,
      tele,
    )
    expect(Service.run()).toBe(4)
    expect(scopes(records)).toEqual(['s.static', 's.accessor', 's.field', 's.method', 's.get'])
  })
})

const FIELDS = `class Service {
  base = 1
  @tele.traced('s.field') size = 1
  @tele.traced('s.handler') handler = (a) => this.base + a
  @tele.traced('s.method') method = async function named(a, b) { return [this, a] }
  @tele.traced('s.static') static make = () => new Service()
}`

describe.each([...STANDARD, ...ASSIGNED])('fields, %s', (_, lower) => {
  it('that hold a function are recorded; each instance has its own', async () => {
    const { tele, records } = createTestTelemetry()
    const Service = define(lower, FIELDS, tele)
    const [one, two] = [Service.make(), new Service()]
    two.base = 10
    expect([one.handler(1), two.handler(1)]).toEqual([2, 11])
    expect(await two.method(5)).toEqual([two, 5])
    expect(scopes(records)).toEqual(['s.static', 's.handler', 's.handler', 's.method'])
    expect([two.method.length, two.method.name]).toEqual([2, 'named'])
  })

  it('that hold something else are left as they are', () => {
    const { tele, records } = createTestTelemetry()
    const service = new (define(lower, FIELDS, tele))()
    expect(Object.getOwnPropertyDescriptor(service, 'size')).toEqual({
      value: 1,
      writable: true,
      enumerable: true,
      configurable: true,
    })
    expect(Object.keys(service)).toEqual(['base', 'size', 'handler', 'method'])
    expect(records).toEqual([])
  })
})

describe.each(LEGACY)('fields, %s, defined', (_, lower) => {
  it('ask no decorator, and are left as they are; static ones are recorded', () => {
    const { tele, records } = createTestTelemetry()
    const service = define(lower, FIELDS, tele).make()
    expect([service.handler(1), service.size]).toEqual([2, 1])
    expect(scopes(records)).toEqual(['s.static'])
  })
})

const CLASS = `
@tele.traced('s.new', { x: 1 })
class Service {
  static made = 0
  static create(...args) { return new this(...args) }
  static self() { return this }
  constructor(a, b) {
    if (a === 'fail') throw new RangeError('x')
    Service.made++
    this.sum = a + b
    this.target = new.target
    tele.count('inside')
  }
  method() { return this.sum }
}`

describe.each(ALL)('a class, %s', (_, lower) => {
  it('is recorded when it is constructed', () => {
    const { tele, records } = createTestTelemetry()
    const Service = define(lower, CLASS, tele)
    const service = new Service(1, 2)
    expect(service.method()).toBe(3)
    expect(Service.create(2, 2).sum).toBe(4)
    expect(Service.made).toBe(2)
    expect(scopes(records)).toEqual(['inside', 's.new', 'inside', 's.new'])
    expect(records.slice(0, 2)).toMatchObject([{ metadata: { parentScope: 's.new' } }, { metadata: { x: 1 } }])
  })

  it('is the same class: name, length, statics, prototype, instanceof, constructor, new.target', () => {
    const { tele } = createTestTelemetry()
    const Service = define(lower, CLASS, tele)
    const service = new Service(1, 2)
    expect([Service.name, Service.length, Object.keys(Service)]).toEqual(['Service', 2, ['made']])
    expect(service instanceof Service && Object.getPrototypeOf(service) === Service.prototype).toBe(true)
    expect(service.constructor).toBe(Service)
    expect(Object.keys(Service.prototype)).toEqual([])
    expect(service.target).toBe(Service)
    expect(Service.self()).toBe(Service)
    expect(() => loosen(Service)(1, 2)).toThrow(TypeError)
  })

  it('throws what its constructor throws', () => {
    const { tele, records } = createTestTelemetry()
    const Service = define(lower, CLASS, tele)
    expect(() => new Service('fail')).toThrow(RangeError)
    expect(records).toMatchObject([{ scope: 's.new', metadata: { error: true, errorType: 'RangeError' } }])
  })

  it('may be extended: the part that is its own is the span', () => {
    const { tele, records } = createTestTelemetry()
    const Service = define(lower, CLASS, tele)
    class Derived extends Service {}
    const derived: Loose = new (Derived as Loose)(1, 2)
    expect([derived.target, derived.constructor, derived.sum]).toEqual([Derived, Derived, 3])
    expect(scopes(records)).toEqual(['inside', 's.new'])
  })
})

describe.each(STANDARD)('a class with private statics, %s', (name, lower) => {
  const isLowered = name.startsWith('TypeScript')
  const text = `@tele.traced('s.new') class Service {
    static #made = 0
    static count() { return this.#made }
    constructor() { Service.#made++ }
  }`
  afterEach(() => void vi.restoreAllMocks())

  it('works on; where they are private to the engine the class is left alone, and it is said', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    const { tele, records } = createTestTelemetry()
    const Service = define(lower, text, tele)
    new Service()
    expect(Service.count()).toBe(1)
    expect([records.length, warn.mock.calls.length]).toEqual(isLowered ? [1, 0] : [0, 1])
  })
})

const KINDS = `@tele.traced('s.new') class Service {
  @tele.traced('s.field') field = () => 1
  @tele.traced('s.accessor') accessor size = 1
  @tele.traced('s.method') method() { return 1 }
}`

describe.each([...ALL, ...ASSIGNED])('without telemetry, %s', (_, lower) => {
  const OFF: [string, unknown][] = [
    ['NOOP', NOOP],
    ['an instrument that is off', createTelemetry()],
  ]
  it.each(OFF)('everything does what it did: %s', (_name, tele) => {
    const service = new (define(lower, KINDS, tele))()
    service.size = 5
    expect([service.field(), service.size, service.method()]).toEqual([1, 5, 1])
  })

  it('NOOP leaves the class and its members themselves', () => {
    let seen: unknown
    const keep = (value: unknown): void => {
      seen = value
    }
    const Service = define(lower, KINDS.replace('@tele', '@tele.keep @tele'), Object.assign({ keep }, NOOP))
    expect(seen).toBe(Service)
  })
})

it('a parameter is left alone', () => {
  const { tele } = createTestTelemetry()
  const decorate = loosen(tele).traced('a')
  expect([decorate({}, 'method', 0), decorate(class {}, undefined, 0)]).toEqual([undefined, undefined])
})

/** What the legacy form accepts, by the types: the program's own `tsc` checks the standard form in `test/types`. */
describe('types under experimentalDecorators', () => {
  const findFaults = (member: string): string[] => {
    const file = new URL('legacy.ts', import.meta.url).pathname
    const text = `import './catalog.ts'\nimport { tele } from '../../runtime/index.ts'\n${member}\n`
    const options: ts.CompilerOptions = {
      experimentalDecorators: true,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.NodeNext,
    }
    const host = ts.createCompilerHost(options)
    const { readFile, fileExists } = host
    host.readFile = (name) => (name === file ? text : readFile(name))
    host.fileExists = (name) => name === file || fileExists(name)
    const program = ts.createProgram([file], options, host)
    const source = program.getSourceFile(file)
    return program
      .getSemanticDiagnostics(source)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
  }

  it('accept every kind', () => {
    const faults = findFaults(`@tele.traced('db.query')
export class Service {
  @tele.traced('api.generate', { model: 'x' }) method(a: number): number { return a }
  @tele.traced('db.query') static async make(): Promise<void> {}
  @tele.traced('db.query') get size(): number { return 1 }
  @tele.traced('db.query') accessor width = 1
  @tele.traced('db.query') handler = (a: number): number => a
}
@tele.traced('db.query') export abstract class Abstract { constructor(readonly a: number) {} }`)
    expect(faults).toEqual([])
  })

  it('refuse a wrong name', () => {
    expect(findFaults(`export class Service { @tele.traced('db.qery') method(): void {} }`)).toHaveLength(1)
  })
})
