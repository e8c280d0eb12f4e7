import { transformSync } from 'esbuild'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { createTelemetry } from '../../runtime/index.ts'
import { createTestTelemetry } from '../../runtime/testing.ts'
import { type Loose, loosen } from './catalog.ts'

describe('wrap', () => {
  it('passes this, arguments, result and errors', () => {
    const { tele, records } = createTestTelemetry()
    const self = { base: 1 }
    const add = loosen(tele).wrap('a', function (this: typeof self, ...rest: number[]) {
      return [this, ...rest]
    })
    expect(add.call(self, 2, 3)).toEqual([self, 2, 3])
    expect(add.call(self)[0]).toBe(self)
    const error = new Error('x')
    const fail = loosen(tele).wrap('b', { x: 1 }, () => {
      throw error
    })
    expect(fail).toThrow(error)
    expect(records).toMatchObject([{ scope: 'a' }, { scope: 'a' }, { scope: 'b', metadata: { x: 1, error: true } }])
  })

  it('records what was wrapped before telemetry was on', () => {
    const seen: string[] = []
    const reporter = { recordTiming: (scope: string) => void seen.push(scope), recordMetric: () => {} }
    const tele = createTelemetry()
    const add = loosen(tele).wrap('a', (a: number, b: number) => a + b)
    expect(add(1, 2)).toBe(3)
    tele.configure({ enabled: true, reporters: [reporter] })
    expect(add(1, 2)).toBe(3)
    expect(seen).toEqual(['a'])
  })

  it('gives a span to nobody: the arguments are those of the caller', () => {
    const { tele } = createTestTelemetry()
    expect(loosen(tele).wrap('a', (...rest: unknown[]) => rest.length)()).toBe(0)
  })

  it('keeps name, length, properties and kind', () => {
    const { tele } = createTestTelemetry()
    const original = Object.assign(async function load(_a: number, _b: number) {}, { displayName: 'Load' })
    const wrapped = loosen(tele).wrap('a', original)
    expect(wrapped).not.toBe(original)
    expect([wrapped.name, wrapped.length, wrapped.displayName]).toEqual(['load', 2, 'Load'])
    expect(wrapped.constructor).toBe(original.constructor)
  })

  it('keeps constructors', () => {
    const { tele } = createTestTelemetry()
    function Point(this: Loose, x: number): void {
      this.x = x
    }
    const Wrapped = loosen(tele).wrap('a', Point)
    expect(new Wrapped(3)).toMatchObject({ x: 3 })
    expect(new Wrapped(3)).toBeInstanceOf(Point)
  })

  it('nests, and closes when the promise settles', async () => {
    const { tele, records } = createTestTelemetry()
    const inner = loosen(tele).wrap('b', async () => 1)
    const outer = loosen(tele).wrap('a', async () => (await inner()) + 1)
    expect(await outer()).toBe(2)
    expect(records).toMatchObject([{ scope: 'b', metadata: { parentScope: 'a', depth: 1 } }, { scope: 'a' }])
  })

  it('stops recording when telemetry is switched off, and goes on when on again', () => {
    const { tele, records } = createTestTelemetry()
    const other = createTestTelemetry()
    const wrapped = loosen(tele).wrap('a', () => other.tele.count('cache.miss'))
    tele.configure({ enabled: false })
    wrapped()
    expect(records.length).toBe(0)
    expect(other.records[0]!.metadata.parentScope).toBeUndefined()
    tele.configure({ enabled: true })
    wrapped()
    expect(records.length).toBe(1)
  })

  it.each([undefined, null, 5])('%j instead of a function comes back as it is', (value) => {
    expect(loosen(createTestTelemetry().tele).wrap('a', value)).toBe(value)
  })
})

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

const ACCESSOR = `class Service { @tele.traced('s.accessor') accessor size = 1 }`

const FIELD = `class Service { @tele.traced('s.field') size = 1 }`

type Lower = (code: string) => string
const esbuild =
  (experimentalDecorators: boolean): Lower =>
  (code) =>
    transformSync(code, {
      loader: 'ts',
      target: 'es2022',
      tsconfigRaw: { compilerOptions: { experimentalDecorators } },
    }).code
const typescript =
  (experimentalDecorators: boolean): Lower =>
  (code) => {
    const compilerOptions = { experimentalDecorators, target: ts.ScriptTarget.ES2022 }
    return ts.transpileModule(code, { compilerOptions }).outputText
  }

const STANDARD: [string, Lower][] = [
  ['esbuild, standard', esbuild(false)],
  ['TypeScript, standard', typescript(false)],
]
const LEGACY: [string, Lower][] = [
  ['esbuild, legacy', esbuild(true)],
  ['TypeScript, legacy', typescript(true)],
]

/** Defines the class with what a compiler makes of it. */
function define(lower: Lower, classText: string, tele: unknown): Loose {
  const lowered = lower(`const define = (tele) => {${classText}; return Service}`)
  // A function, not `eval`: the helpers of the compilers have the same names and must not become global.
  return new Function(`${lowered}; return define`)()(tele)
}

describe.each([...STANDARD, ...LEGACY])('traced, %s', (name, lower) => {
  const isLegacy = name.endsWith('legacy')
  const SERVICE = service(isLegacy ? '' : "@tele.traced('s.set')")

  it('records methods, static methods, getters and setters', async () => {
    const { tele, records } = createTestTelemetry()
    const Service = define(lower, SERVICE, tele)
    const service = Service.make()
    expect(service.plan(1, 2)).toBe(13)
    expect(await service.load(1)).toBe(11)
    service.size = 5
    expect(service.size).toBe(5)
    expect(() => service.fail()).toThrow(RangeError)
    const setter = isLegacy ? 's.get' : 's.set'
    const seen = records.map((record) => (record as Loose).scope)
    expect(seen).toEqual(['s.static', 's.plan', 's.load', setter, 's.get', 's.fail'])
    expect(records.find((record) => (record as Loose).scope === 's.plan')!.metadata).toMatchObject({ x: 1 })
  })

  it('keeps name, length and place of the method', () => {
    const { tele } = createTestTelemetry()
    const Service = define(lower, SERVICE, tele)
    expect([Service.prototype.plan.name, Service.prototype.plan.length]).toEqual(['plan', 2])
    expect(Object.getOwnPropertyDescriptor(Service.prototype, 'plan')).toMatchObject({ enumerable: false })
  })

  it('records once telemetry is on, and not before: classes are defined before the entry configures', () => {
    const seen: string[] = []
    const reporter = { recordTiming: (scope: string) => void seen.push(scope), recordMetric: () => {} }
    const tele = createTelemetry()
    const Service = define(lower, SERVICE, tele)
    expect(new Service().plan(1, 2)).toBe(13)
    expect(seen).toEqual([])
    tele.configure({ enabled: true, reporters: [reporter] })
    expect(new Service().plan(1, 2)).toBe(13)
    expect(seen).toEqual(['s.plan'])
  })

  it('leaves a field alone', () => {
    const { tele } = createTestTelemetry()
    expect(new (define(lower, FIELD, tele))().size).toBe(1)
  })
})

it.each(STANDARD)('traced, %s: an accessor', (_, lower) => {
  const { tele, records } = createTestTelemetry()
  const service = new (define(lower, ACCESSOR, tele))()
  service.size = 2
  expect(service.size).toBe(2)
  expect(records.length).toBe(2)
})
