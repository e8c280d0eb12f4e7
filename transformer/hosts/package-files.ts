import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Where packages have their programs: every file that some bundler may take for an import. */

/** Endings of programs. */
export const SOURCE: RegExp = /(?<!\.d)\.[cm]?[jt]sx?$/

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
  const home = findPackage(name, folder)
  if (home === undefined) return []
  const manifest = readManifest(home)
  const listed = manifest.exports === undefined ? undefined : listExports(manifest.exports, `.${subpath}`)
  const main = [manifest.module, manifest.main, manifest.browser, 'index.js'].filter((one) => typeof one === 'string')
  const paths = listed ?? (subpath === '' ? main : [`.${subpath}`])
  return [...new Set(paths.flatMap((path) => findFile(resolve(home, path))))]
}

/** The folder of an installed package, as seen from a folder. */
export function findPackage(name: string, folder: string): string | undefined {
  const home = join(folder, 'node_modules', name)
  if (existsSync(join(home, 'package.json'))) return home
  return dirname(folder) === folder ? undefined : findPackage(name, dirname(folder))
}

/** Whether a file that ends in `.js` is an ES module where it lies. */
export function isModulePackage(file: string): boolean {
  const folder = dirname(file)
  if (existsSync(join(folder, 'package.json'))) return readManifest(folder).type === 'module'
  return folder !== dirname(folder) && isModulePackage(folder)
}

function readManifest(home: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  } catch {
    // What has no manifest that can be read has the files that it has.
    return {}
  }
}

/** All files that `exports` gives for a subpath, whatever the conditions. */
function listExports(exports: unknown, subpath: string): readonly string[] {
  const isTable =
    typeof exports === 'object' && exports !== null && Object.keys(exports).some((key) => key.startsWith('.'))
  if (!isTable) return subpath === '.' ? listLeaves(exports) : []
  return Object.entries(exports).flatMap(([key, value]) => {
    if (key === subpath) return listLeaves(value)
    const [head = '', tail] = key.split('*')
    if (tail === undefined || !subpath.startsWith(head) || !subpath.endsWith(tail)) return []
    const star = subpath.slice(head.length, subpath.length - tail.length)
    return listLeaves(value).map((path) => path.replaceAll('*', star))
  })
}

function listLeaves(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listLeaves) : []
}

function findFile(path: string): readonly string[] {
  const bases = [path, path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')]
  const files = bases.flatMap((base) => ENDINGS.map((ending) => base + ending))
  const found = files.find((file) => SOURCE.test(file) && statSync(file, { throwIfNoEntry: false })?.isFile())
  return found === undefined ? [] : [found]
}
