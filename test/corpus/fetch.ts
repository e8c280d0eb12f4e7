import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CorpusPackage } from './packages.ts'

/** Packages on disk: downloaded once by the npm client, checked against their hash, unpacked into a cache. */

export const CACHE: string = fileURLToPath(new URL('../../node_modules/.cache/telescopic-corpus/', import.meta.url))

export interface SourceFile {
  /** Path from the package's folder of sources. */
  readonly path: string
  readonly text: string
}

/** The folder of an unpacked package. */
export function fetchPackage({ name, version, integrity }: CorpusPackage): string {
  const label = `${name.replace('@', '').replace('/', '-')}-${version}`
  const folder = join(CACHE, label)
  if (existsSync(folder)) return folder
  const staging = `${folder}.${process.pid}`
  mkdirSync(staging, { recursive: true })
  execFileSync('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', staging], {
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  const tarball = join(staging, `${label}.tgz`)
  const hash = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`
  if (hash !== integrity) throw new Error(`${name}@${version} is not the tarball of this table: its hash is ${hash}`)
  execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', staging])
  rmSync(tarball)
  renameSync(staging, folder)
  return folder
}

/** The TypeScript files of a package in a fixed order; declarations are no programs. */
export function readSources(source: CorpusPackage): SourceFile[] {
  const root = join(fetchPackage(source), source.folder)
  return (readdirSync(root, { recursive: true }) as string[])
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path) && !source.skip?.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
