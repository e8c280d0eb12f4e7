import type { Field, OtlpWriter } from './otlp-fields.ts'

type Message = Record<string, unknown>

/** Writes the JSON form: names in camel case, numbers of 64 bits as text, ids as hexadecimal digits. */
export function jsonWriter(): OtlpWriter {
  const open: Message[] = []
  let current: Message = {}
  const put = ([, name, many]: Field, value: unknown): void => {
    if (!many) current[name] = value
    else if (Array.isArray(current[name])) current[name].push(value)
    else current[name] = [value]
  }
  const putCount = (field: Field, value: number): void => put(field, printCount(value))
  return {
    begin: (field) => {
      const message: Message = {}
      put(field, message)
      open.push(current)
      current = message
    },
    end: () => {
      current = open.pop()!
    },
    text: put,
    id: put,
    time: (field, seconds) => put(field, printNanos(seconds)),
    double: (field, value) => put(field, printDouble(value)),
    int: putCount,
    small: put,
    bits: put,
    flag: put,
    count: putCount,
    counts: (field, values) => put(field, values.map(printCount)),
    doubles: (field, values) => put(field, values.map(printDouble)),
    finish: () => {
      const message = new TextEncoder().encode(JSON.stringify(current))
      current = {}
      return message
    },
  }
}

/** A whole number without an exponent. */
function printCount(value: number): string {
  return BigInt(value).toString()
}

function printNanos(seconds: number): string {
  const whole = Math.floor(seconds)
  return (BigInt(whole) * 1_000_000_000n + BigInt(Math.round((seconds - whole) * 1e9))).toString()
}

// JSON has no others.
function printDouble(value: number): number | string {
  return Number.isFinite(value) ? value : String(value)
}
