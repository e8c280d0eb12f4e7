import { tele, type Telemetry } from 'telescopic'
import type * as T from 'telescopic'

class Service {
  readonly #tele: Telemetry
  private own?: T.Telemetry
  constructor(given: Telemetry, private readonly third: typeof tele | undefined, passed: Telemetry) {
    this.#tele = passed
    given.count('hti')
    this.third?.count('job')
  }
  answer(): number {
    const later = () => this.#tele.count('jot')
    // Another `this`: not asked about.
    class Inner { readonly #tele = own; run() { this.#tele.count('inner') } }
    this.own!('job', (span) => span.count('nothing'))
    return this.#tele('job', { colour: 'red' }, () => 42)
  }
}
// Whoever has such an object may call what it holds.
interface Dependencies { readonly tele: Telemetry }
// Somebody else's.
const other = (tele: Instrument) => tele.count('hti')
const shadowed = (t: Telemetry) => { const s = t; return (t: Instrument) => t.count('hti') }
