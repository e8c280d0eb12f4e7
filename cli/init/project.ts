import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { BUNDLERS, type Bundler, CONFIG_ENDINGS, REFUSED } from './hosts.ts'

/** What a project says of itself: its manifest, the files in its folder, its package manager. */
export interface ProjectFacts {
  readonly root: string
  /** The text of `package.json`. */
  readonly manifest: string
  readonly scripts: Readonly<Record<string, string>>
  /** Packages that it depends on, in whichever way. */
  readonly packages: Readonly<Record<string, string>>
  readonly files: readonly string[]
  readonly packageManager: PackageManager
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** A bundler of the project, and its file: of options, or the script that calls it. */
export interface FoundHost {
  readonly bundler: Bundler
  /** `undefined` where the host is used without a file that a plugin could stand in. */
  readonly file: string | undefined
  readonly exists: boolean
}

/** Reads the facts, or says why not. */
export function readProject(root: string): ProjectFacts | string {
  const text = readFile(join(root, 'package.json'))
  if (text === undefined) return 'There is no `package.json` here: run it in the folder of a package.'
  try {
    const manifest = JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, Record<string, string>>
    const { scripts = {}, dependencies, devDependencies, peerDependencies } = manifest
    const packages = { ...peerDependencies, ...devDependencies, ...dependencies }
    const files = readdirSync(root)
    const packageManager = findPackageManager(root, String(manifest.packageManager ?? ''))
    return { root, manifest: text, scripts, packages, files, packageManager }
  } catch (error) {
    return `\`package.json\` cannot be read: ${(error as Error).message}`
  }
}

/** The bundlers of the project, each by its file of options, its command, or a script that calls it. */
export function findHosts(facts: ProjectFacts, wanted: string | undefined): FoundHost[] {
  const asked = BUNDLERS.filter(({ name }) => wanted === undefined || name === wanted)
  const found = asked.flatMap((bundler) => findHost(facts, bundler))
  if (found.length > 0 || wanted === undefined) return found
  // Asked for by name: it is set up although nothing here speaks of it.
  return asked.map((bundler) => ({ bundler, file: bundler.command && `${bundler.config}.mjs`, exists: false }))
}

/** The name of a framework among the packages that we leave alone. */
export function findRefused({ packages }: ProjectFacts): string | undefined {
  const name = Object.keys(REFUSED).find((candidate) => candidate in packages)
  return name && REFUSED[name]
}

/** The major version of the TypeScript that is installed, or else asked for. */
export function findTypeScript({ root, packages }: ProjectFacts): number | undefined {
  try {
    const manifest = createRequire(join(root, 'x.js')).resolve('typescript/package.json')
    return Number.parseInt((JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version, 10)
  } catch {
    // Not installed yet: the manifest tells which one will be.
    const major = /\d+/.exec(packages.typescript ?? '')?.[0]
    return major === undefined ? undefined : Number(major)
  }
}

/** The commands of all scripts: what stands between `&&`, `||` and `;`. */
export function listCommands({ scripts }: Pick<ProjectFacts, 'scripts'>): string[] {
  return Object.values(scripts).flatMap((script) =>
    String(script)
      .split(/&&|\|\||;/)
      .map(cleanCommand),
  )
}

export function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // A file that is not there is an answer here.
    return undefined
  }
}

// --- internal ---

/** Without variables in front, and without a runner of commands. */
function cleanCommand(command: string): string {
  return command.trim().replace(/^(?:(?:cross-env|npx|pnpm exec|yarn|bunx|\w+=\S*)\s+)+/, '')
}

function findHost(facts: ProjectFacts, bundler: Bundler): FoundHost[] {
  const { config, command } = bundler
  if (config === undefined) return findScripts(facts, bundler)
  const file = CONFIG_ENDINGS.map((ending) => config + ending).find((name) => facts.files.includes(name))
  if (file) return [{ bundler, file, exists: true }]
  const isUsed =
    command !== undefined && bundler.package in facts.packages && listCommands(facts).some((line) => command.test(line))
  return isUsed ? [{ bundler, file: `${config}.mjs`, exists: false }] : []
}

/** Which texts call a host that has no file of options. */
const CALLS: Readonly<Record<string, { readonly script: RegExp; readonly command: RegExp }>> = {
  esbuild: { script: /(?:from\s*|require\(\s*)['"]esbuild['"]/, command: /^esbuild\s/ },
  bun: { script: /\bBun\s*\.\s*build\s*\(/, command: /^bun build\s/ },
}

function findScripts(facts: ProjectFacts, bundler: Bundler): FoundHost[] {
  const { script, command } = CALLS[bundler.name]!
  const commands = listCommands(facts)
  const named = commands.flatMap((line) => line.match(/[\w./-]+\.[cm]?[jt]s\b/g) ?? [])
  const usual = facts.files.filter((name) => /^(?:build|esbuild)(?:\.\w+)?\.[cm]?[jt]s$/.test(name))
  const files = [...new Set([...named.map((name) => name.replace(/^\.\//, '')), ...usual])]
  const calling = files.filter((name) => script.test(readFile(join(facts.root, name)) ?? ''))
  if (calling.length > 0) return calling.map((file) => ({ bundler, file, exists: true }))
  return commands.some((line) => command.test(line)) ? [{ bundler, file: undefined, exists: false }] : []
}

const LOCKFILES: Readonly<Record<string, PackageManager>> = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'package-lock.json': 'npm',
}

/** By the manifest, else by the lockfile: in a workspace it lies in a folder above. */
function findPackageManager(root: string, named: string): PackageManager {
  const name = /^(npm|pnpm|yarn|bun)@/.exec(named)?.[1]
  if (name) return name as PackageManager
  for (let folder = root; ; folder = dirname(folder)) {
    const lockfile = Object.keys(LOCKFILES).find((file) => existsSync(join(folder, file)))
    if (lockfile) return LOCKFILES[lockfile]!
    if (dirname(folder) === folder) return 'npm'
  }
}
