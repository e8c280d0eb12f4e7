import { readFileSync, statSync } from 'node:fs'
import { createPlaceFinder, type Diagnostic } from '../../report/index.ts'
import { listFunctions, type NamedFunction } from '../functions.ts'
import { chooseForm } from '../instrument.ts'
import { parseSource } from '../parse.ts'
import { isModule } from '../site-import.ts'
import type { Node } from '../syntax.ts'
import { isModulePackage } from './package-files.ts'

/** What is known of the functions of a file, without its tree. */
export interface FunctionFile {
  readonly functions: readonly KnownFunction[]
  /**
   * A program that neither imports nor exports. Of TypeScript its names are global, and an import would change that; of JavaScript
   * in a package of ES modules there is no `require`, and nothing but an import would do.
   */
  readonly isScript: boolean
  /** Why nothing is known. */
  readonly fault: Diagnostic | undefined
}

export interface KnownFunction extends Pick<NamedFunction, 'names'> {
  /** Why no span can be put around it, as the end of a sentence. */
  readonly obstacle: string | undefined
}

/** The files that targets lead to, as they are on disk. */
export interface FunctionFiles {
  read(file: string): FunctionFile
  /** The tree of a file; `undefined` where it has a fault. */
  parse(file: string): Node | undefined
  /** All files that were asked for. */
  list(): readonly string[]
}

/** What is known by file, while it stays as it is: a project is read again at every change of its catalog. */
const cache = new Map<string, FunctionFile & { readonly stamp: string }>()

export function createFunctionFiles(): FunctionFiles {
  const asked = new Set<string>()
  const trees = new Map<string, Node | undefined>()
  return {
    read: (file) => {
      asked.add(file)
      return readFunctions(file)
    },
    parse: (file) => {
      asked.add(file)
      if (!trees.has(file)) trees.set(file, parseTree(file))
      return trees.get(file)
    },
    list: () => [...asked],
  }
}

function readFunctions(file: string): FunctionFile {
  const { mtimeMs, size } = statSync(file)
  const stamp = `${mtimeMs} ${size}`
  const known = cache.get(file)
  if (known?.stamp === stamp) return known
  const read = { ...describeFunctions(file), stamp }
  cache.set(file, read)
  return read
}

function describeFunctions(file: string): FunctionFile {
  const parsed = parseFile(file)
  if ('diagnostic' in parsed) return { functions: [], isScript: false, fault: parsed.diagnostic }
  const functions = listFunctions(parsed.program).map((one) => {
    const form = chooseForm(one)
    return { names: one.names, obstacle: form.kind === 'none' ? form.reason : undefined }
  })
  return { functions, isScript: !isModule(parsed.program) && isScriptName(file), fault: undefined }
}

function isScriptName(file: string): boolean {
  return /\.tsx?$/.test(file) || (/\.jsx?$/.test(file) && isModulePackage(file))
}

function parseTree(file: string): Node | undefined {
  const parsed = parseFile(file)
  return 'program' in parsed ? parsed.program : undefined
}

function parseFile(file: string): ReturnType<typeof parseSource> {
  const text = readFileSync(file, 'utf8')
  return parseSource(text, file, createPlaceFinder(file, text))
}
