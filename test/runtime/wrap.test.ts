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
    tele.configure({ enabled: true, reporters: [reporter], delivery: 'sync' })
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
