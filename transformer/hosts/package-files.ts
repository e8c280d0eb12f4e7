import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { findSource } from './source-files.ts'

/** Where packages have their programs: every file that some bundler may take for an import. */

const DECLARATIONS = /\.d\.[cm]?tsx?$/

/** What files are called that an import names without an ending, or by the ending that TypeScript gives them. */
const ENDINGS = [
  '',
  '.js',
  '.mjs',
  '.cjs',
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.jsx',
  '/index.js',
  '/index.mjs',
  '/index.ts',
]

/** The files that a specifier may mean to a file in `folder`; bundlers differ in the conditions that they ask for. */
export function findModuleFiles(specifier: string, folder: string): readonly string[] {
  if (/^\.{0,2}(?:\/|$)/.test(specifier)) return findFile(resolve(folder, specifier))
  const [, name = '', subpath = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? []
  const isOwn = name.startsWith('#')
  const home = isOwn ? findHome(folder) : findPackage(name, folder)
  if (home === undefined) return []
  const { exports, imports, module, main = 'index.js', browser } = readManifest(home)
  const named = [module, main, browser].filter((one) => typeof one === 'string')
  const table = isOwn ? (imports ?? {}) : exports
  const listed = table === undefined ? undefined : listTargets(table, isOwn ? specifier : `.${subpath}`)
  const paths = listed ?? (subpath === '' ? named : [`.${subpath}`])
  return [...new Set(paths.flatMap((path) => findFile(resolve(home, path))))]
}

/** Whether a file that ends in `.js` is an ES module where it lies. */
export function isModulePackage(file: string): boolean {
  const home = findHome(dirname(file))
  return home !== undefined && readManifest(home).type === 'module'
}

/** The package that a folder lies in. */
function findHome(folder: string): string | undefined {
  return climb(folder, isPackage)
}

/** An installed package, as seen from a folder, or from where the links lead that it was reached by. */
function findPackage(name: string, folder: string): string | undefined {
  const find = (from: string) => climb(from, (one) => isPackage(join(one, 'node_modules', name)))
  const found = find(folder) ?? (existsSync(folder) ? find(realpathSync(folder)) : undefined)
  return found && join(found, 'node_modules', name)
}

function isPackage(folder: string): boolean {
  return existsSync(join(folder, 'package.json'))
}

function climb(folder: string, test: (folder: string) => boolean): string | undefined {
  if (test(folder)) return folder
  return dirname(folder) === folder ? undefined : climb(dirname(folder), test)
}

function readManifest(home: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) ?? {}
  } catch {
    // What has no manifest that can be read has the files that it has.
    return {}
  }
}

/** All files that `exports` or `imports` gives for a subpath, whatever the conditions; of several patterns the longest counts. */
function listTargets(table: unknown, subpath: string): readonly string[] {
  const isTable = typeof table === 'object' && table !== null && Object.keys(table).some((key) => /^[.#]/.test(key))
  if (!isTable) return subpath === '.' ? listLeaves(table) : []
  const entries = Object.entries(table as Readonly<Record<string, unknown>>)
  const exact = entries.find(([key]) => key === subpath)
  if (exact) return listLeaves(exact[1])
  const [best] = entries
    .filter(([key]) => fillStar(key, subpath) !== undefined)
    .toSorted(([a], [b]) => b.indexOf('*') - a.indexOf('*') || b.length - a.length)
  const star = best && fillStar(best[0], subpath)
  return star === undefined ? [] : listLeaves(best![1]).map((path) => path.replaceAll('*', star))
}

/** What the `*` of a pattern stands for in a subpath. */
function fillStar(pattern: string, subpath: string): string | undefined {
  const [head = '', tail] = pattern.split('*')
  const isMatch = tail !== undefined && subpath.startsWith(head) && subpath.endsWith(tail)
  return isMatch && subpath.length >= head.length + tail.length
    ? subpath.slice(head.length, subpath.length - tail.length)
    : undefined
}

function listLeaves(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listLeaves) : []
}

/** What holds types only is no program. */
function findFile(path: string): readonly string[] {
  const found = findSource(path, ENDINGS)
  return found === undefined || DECLARATIONS.test(found) ? [] : [found]
}
