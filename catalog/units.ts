// Units are UCUM codes, of a closed list: the whole of UCUM accepts nearly any word (`count` is a cent-ounce of
// something), so a typo would pass. What is counted goes into an annotation: `{request}`.

import { suggestName } from '../report/index.ts'

const UNITS: ReadonlySet<string> = new Set(
  [
    '1 % [ppth] [ppm] [ppb]',
    'ns us ms s min h d wk mo a',
    'bit kbit Mbit Gbit By kBy MBy GBy TBy KiBy MiBy GiBy TiBy',
    'Hz kHz MHz GHz',
    'V mV A mA W mW kW MW J kJ Ohm F C',
    'Cel K [degF]',
    'nm um mm cm m km m2 m3 mL L',
    'ug mg g kg t',
    'Pa kPa bar N mol lm lx cd rad deg dB',
  ].flatMap((line) => line.split(' ')),
)

/** What people write for a code that no typo leads to. */
const HABITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ms: 'msec millis millisecond milliseconds',
    s: 'sec secs second seconds',
    us: 'µs μs usec micros microsecond microseconds',
    ns: 'nsec nanos nanosecond nanoseconds',
    min: 'mins minute minutes',
    h: 'hr hrs hour hours',
    d: 'day days',
    By: 'B byte bytes b Bytes',
    kBy: 'kB KB kilobyte kilobytes',
    MBy: 'MB mb megabyte megabytes',
    GBy: 'GB gb gigabyte gigabytes',
    KiBy: 'KiB kib',
    MiBy: 'MiB mib',
    GiBy: 'GiB gib',
    bit: 'bits',
    '%': 'percent percentage pct',
    '1': 'count counts number none ratio unit unitless dimensionless',
    Cel: 'celsius Celsius °C',
    '[degF]': 'fahrenheit Fahrenheit °F',
    W: 'watt watts Watt Watts',
    V: 'volt volts',
    '{request}/s': 'rps RPS qps QPS',
    '1/min': 'rpm RPM',
  }).flatMap(([unit, words]) => words.split(' ').map((word) => [word, unit] as const)),
)

const MAX_UNIT_LENGTH = 60
const RE_ANNOTATION = /^\{[!-z|~]+\}$/
const RE_ANNOTATED = /^(.+?)(\{[!-z|~]+\})$/

/** Tells whether a text is a unit: codes joined by `/`, each with an optional annotation, or annotations alone. */
export function isUnit(text: string): boolean {
  if (text.length > MAX_UNIT_LENGTH) return false
  return splitUnit(text).every((part) => RE_ANNOTATION.test(part) || UNITS.has(RE_ANNOTATED.exec(part)?.[1] ?? part))
}

/** Suggests the unit that was meant, or gives undefined. */
export function suggestUnit(text: string): string | undefined {
  if (text.length > MAX_UNIT_LENGTH) return undefined
  const whole = HABITS.get(text)
  if (whole) return whole
  const parts = splitUnit(text).map((part) => (isUnit(part) ? part : suggestPart(part)))
  const unit = parts.join('/')
  return parts.includes(undefined) || !isUnit(unit) ? undefined : unit
}

function suggestPart(part: string): string | undefined {
  if (part === '') return '1'
  // A short code is one edit away from half of the list: only a typo in a longer one points anywhere.
  const near = HABITS.get(part) ?? (part.length > 2 ? suggestName(part, UNITS) : undefined)
  return near ?? (/^[a-z][a-z_]*$/.test(part) ? `{${part}}` : undefined)
}

/** Splits at slashes outside of annotations. */
function splitUnit(text: string): string[] {
  return text.split(/\/(?![^{]*\})/)
}
