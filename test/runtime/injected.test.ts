import { describe, expect, it } from 'vitest'
import { parseCatalog } from '../../catalog/index.ts'
import { createTelemetry, NOOP, type Span, type Telemetry } from '../../runtime/index.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { listReporter } from './catalog.ts'

/** A class that is given its instrument, as in Pollux. Its calls are typed like those of `tele`. */
class Service {
  readonly #tele: Telemetry
  constructor(tele: Telemetry) {
    this.#tele = tele
  }
  answer(model: string): number {
    return this.#tele('api.generate', { model }, (span: Span<'api.generate'>) => {
      span.set({ cached: true })
      this.#tele.count('cache.hit', 1, { tier: 'l1' })
      return 42
    })
  }
  mistakes(): void {
    // @ts-expect-error: in no catalog
    this.#tele.count('cache.mis')
    // @ts-expect-error: a counter, not a span
    this.#tele('cache.miss', () => {})
    // @ts-expect-error: metadata of another type
    this.#tele.count('cache.hit', 1, { tier: 'l3' })
    // @ts-expect-error: metadata that is required
    this.#tele('pipeline.plan', () => {})
  }
}

const on = (lines: string[], name: string): Telemetry =>
  createTelemetry({ enabled: true, delivery: 'sync', reporters: [listReporter(lines, name)] })

describe('an instrument that a class is given', () => {
  it('reports to its own reporters, whatever others do', () => {
    const lines: string[] = []
    const services = [on(lines, 'a '), on(lines, 'b '), NOOP].map((tele) => new Service(tele))
    expect(services.map((service) => service.answer('x'))).toEqual([42, 42, 42])
    expect(lines).toEqual([
      'a metric cache.hit 1',
      'a timing api.generate',
      'b metric cache.hit 1',
      'b timing api.generate',
    ])
  })

  it('records what the types refuse, since JavaScript may say it', () => {
    const lines: string[] = []
    new Service(on(lines, '')).mistakes()
    expect(lines).toHaveLength(4)
  })

  it('nests with the others: the context is one', () => {
    const parents: unknown[] = []
    const recordMetric = (_scope: string, _value: number, metadata: { parentScope?: unknown }): void =>
      void parents.push(metadata.parentScope)
    const inner = createTelemetry({ enabled: true, delivery: 'sync', reporters: [{ recordTiming() {}, recordMetric }] })
    on([], '')('db.query', () => inner.count('cache.miss'))
    expect(parents).toEqual(['db.query'])
  })

  it('is refused where telemetry may be compiled out, in both modes: its calls could not be', () => {
    const { catalog } = parseCatalog('telescopic: 1\nscopes: {}\n', 'scopes.yaml')
    for (const mode of ['on', 'off'] as const) {
      const text = `import { createTelemetry } from 'telescopic'\nnew Service(createTelemetry({}))\n`
      const { diagnostics } = transformSource(text, 'entry.ts', createConfig({ mode, catalog }))
      expect(diagnostics.map(({ code }) => code)).toEqual(['tele-escape'])
    }
  })
})
