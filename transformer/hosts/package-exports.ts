import { dirname } from 'node:path'
import type { Node } from '../syntax.ts'
import { type ModuleFacts, type Origin, readModule } from './module-exports.ts'
import { findModuleFiles } from './package-files.ts'

/** Where a name that a module exports is defined: a file, and what it is called there, with what stood behind it. */
export interface Definition {
  readonly file: string
  readonly name: string
}

/** Gives the tree of a file; `undefined` for one that cannot be read. */
export type ParseFile = (file: string) => Node | undefined

/**
 * Follows a name that a package exports, such as `Client.query`, to where it is defined. What is computed
 * (`module.exports = new Library()`) leads nowhere.
 */
export function findDefinitions(
  specifier: string,
  name: string,
  folder: string,
  parse: ParseFile,
): readonly Definition[] {
  const found = new Search(parse).module(specifier, name.split('.'), folder)
  return [...new Map(found.map((one) => [`${one.file}#${one.name}`, one])).values()]
}

/** The names that a module exports, as far as they can be told. */
export function listExported(specifier: string, folder: string, parse: ParseFile): readonly string[] {
  return [...new Set(new Search(parse).names(specifier, folder))].sort()
}

// A name may grow while it is followed, in files that pass it on in a circle.
const MAX_NAMES = 10

class Search {
  readonly #parse: ParseFile
  /** What has been asked for: modules may pass on from each other in a circle. */
  readonly #asked = new Set<string>()

  constructor(parse: ParseFile) {
    this.#parse = parse
  }

  module(specifier: string, names: readonly string[], folder: string): readonly Definition[] {
    return findModuleFiles(specifier, folder).flatMap((file) => this.#file(file, names))
  }

  names(specifier: string, folder: string): readonly string[] {
    return findModuleFiles(specifier, folder).flatMap((file) => {
      const facts = this.#read(file, '')
      return (facts?.exports ?? []).flatMap(({ name, origin }) => {
        if (name !== '*') return [name]
        return 'module' in origin && origin.name === '' ? this.names(origin.module, dirname(file)) : []
      })
    })
  }

  #read(file: string, asked: string): ModuleFacts | undefined {
    const key = `${file}#${asked}`
    const program = this.#asked.has(key) ? undefined : this.#parse(file)
    this.#asked.add(key)
    return program && readModule(program)
  }

  #file(file: string, names: readonly string[]): readonly Definition[] {
    const [head = '', ...rest] = names
    const facts = names.length > MAX_NAMES ? undefined : this.#read(file, names.join('.'))
    if (!facts) return []
    const found = facts.exports.flatMap(({ name, origin }) => {
      if (name === head) return this.#follow(file, facts, origin, rest)
      const isWhole = name === '*' && head !== 'default'
      return isWhole ? this.#follow(file, facts, origin, names) : []
    })
    // Of CommonJS the default export is the module.
    return head === 'default' && rest.length > 0 && facts.isCommonJs ? [...found, ...this.#file(file, rest)] : found
  }

  #follow(file: string, facts: ModuleFacts, origin: Origin, rest: readonly string[]): readonly Definition[] {
    const folder = dirname(file)
    if ('local' in origin) return this.#local(file, facts, origin.local.split('.'), rest)
    const { module, name } = origin
    if (name !== '') return this.module(module, [...name.split('.'), ...rest], folder)
    const own = this.module(module, ['default', ...rest], folder)
    return rest.length > 0 ? [...own, ...this.module(module, rest, folder)] : own
  }

  /** What a name of the file stands for; `rest` is what is asked of it. */
  #local(file: string, facts: ModuleFacts, own: readonly string[], rest: readonly string[]): readonly Definition[] {
    const names = [...own, ...rest]
    for (let length = names.length; length > 0; length--) {
      const origins = facts.bindings.get(names.slice(0, length).join('.')) ?? []
      const key = `${file}:${length}:${names}`
      if (origins.length === 0 || this.#asked.has(key)) continue
      this.#asked.add(key)
      return origins.flatMap((origin) => this.#follow(file, facts, origin, names.slice(length)))
    }
    return facts.defined.has(own.join('.')) ? [{ file, name: names.join('.') }] : []
  }
}
