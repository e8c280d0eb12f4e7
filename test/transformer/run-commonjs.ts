import { posix } from 'node:path'
import { inspect } from 'node:util'
import type { TelemetryReporter } from '../../runtime/reporter.ts'
import { createRuntime } from './record.ts'
import type { Program } from './run.ts'

/**
 * Runs a program of CommonJS files, sloppy where they are, which no bundler leaves them. Gives what it logs. What `show` is given
 * is called in the end, and what comes of it is told: a promise when it settles, a generator by its values.
 */
export async function runCommonJs(program: Program, reporter: TelemetryReporter): Promise<readonly string[]> {
  const { main, sites } = createRuntime([], false, reporter)
  const trace: string[] = []
  const log = (...values: unknown[]): void => void trace.push(values.map(String).join('|'))
  const shows: (() => unknown)[] = []
  const show = (fn: () => unknown): void => void shows.push(fn)
  const globals = new Set(Object.keys(globalThis))
  const loaded = new Map<string, { exports: unknown }>()
  const load = (file: string): unknown => {
    const known = loaded.get(file)
    if (known) return known.exports
    const module = { exports: {} }
    loaded.set(file, module)
    const require = (specifier: string): unknown => {
      if (specifier === 'telescopic') return main
      return specifier === 'telescopic/site' ? sites : load(posix.join(posix.dirname(file), specifier))
    }
    const run = new Function('exports', 'require', 'module', 'log', 'show', 'Base', program.get(file)!)
    run.call(module.exports, module.exports, require, module, log, show, Base)
    return module.exports
  }
  try {
    load([...program.keys()][0]!)
  } catch (error) {
    log(String(error))
  }
  // One after the other: in how many turns a promise settles is not compared.
  for (const fn of shows) await showValue(fn, trace)
  await new Promise((resolve) => setImmediate(resolve))
  // What sloppy code assigns without a declaration.
  for (const name of Object.keys(globalThis)) if (!globals.has(name)) Reflect.deleteProperty(globalThis, name)
  return trace
}

class Base {
  static s = 'static'
  get s() {
    return 'own'
  }
}

async function showValue(fn: () => unknown, trace: string[]): Promise<void> {
  const tell = (how: string, value: unknown): void => void trace.push(`${how} ${inspect(value, { depth: 1 })}`)
  try {
    const value = fn() as Promise<unknown> | Generator
    if (value instanceof Promise) tell('resolves', await value)
    else if (typeof (value as Generator)?.next === 'function') await showGenerator(value as Generator, tell)
    else tell('gives', value)
  } catch (error) {
    tell('throws', error instanceof Error ? `${error.name}: ${error.message}` : error)
  }
}

async function showGenerator(generator: Generator, tell: (how: string, value: unknown) => void): Promise<void> {
  for (let count = 0; count < 6; count++) {
    const result = await (count === 4 ? generator.return('left') : generator.next(`sent ${count}`))
    tell('yields', result)
    if (result.done) return
  }
}
