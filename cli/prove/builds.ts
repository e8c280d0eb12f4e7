import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build, type Message } from 'esbuild'
import { telescopic } from '../../transformer/hosts/esbuild.ts'
import type { Workspace } from './workspace.ts'

/** What is built: with telemetry, without it, and the program that nobody instrumented. */
export const PROGRAMS = ['on', 'off', 'plain'] as const
export type Program = (typeof PROGRAMS)[number]

/** Who builds it. `tsc, bundled` is what tsc emitted, bundled and minified by esbuild without our plugin. */
export const HOSTS = ['esbuild', 'esbuild, minified', 'tsc', 'tsc, bundled'] as const
export type Host = (typeof HOSTS)[number]

/** One build: the folder with its files, and the texts of the JavaScript files in it. */
export interface Build {
  readonly host: Host
  readonly program: Program
  readonly folder: string
  readonly files: ReadonlyMap<string, string>
  readonly bytes: number
}

/** Every program by every host. A build that fails throws with what the host said. */
export async function buildAll(workspace: Workspace): Promise<readonly Build[]> {
  const builds: Build[] = []
  for (const program of PROGRAMS) {
    builds.push(await bundle(workspace, program, 'esbuild'))
    builds.push(await bundle(workspace, program, 'esbuild, minified'))
    builds.push(await compile(workspace, program))
    builds.push(await bundle(workspace, program, 'tsc, bundled'))
  }
  return builds
}

/** Bundles one entry of a folder by esbuild with our plugin; gives the errors it reports. */
export async function bundleErrors(workspace: Workspace, entry: string, enabled: boolean): Promise<readonly Message[]> {
  const options = { catalog: workspace.catalog, enabled, silent: true }
  try {
    await build({ ...common(workspace.src), entryPoints: [entry], write: false, plugins: [telescopic(options)] })
    return []
  } catch (error) {
    return (error as { errors: Message[] }).errors
  }
}

/** Runs tsc with the example's ts-patch plugin. */
export async function runTsc(
  workspace: Workspace,
  args: readonly string[],
  mode: 'on' | 'off',
): Promise<{ code: number; output: string }> {
  // The package does not export its commands; they lie beside its manifest.
  const manifest = createRequire(import.meta.url).resolve('ts-patch/package.json')
  const tspc = join(dirname(manifest), 'bin', 'tspc.js')
  return await run(process.execPath, [tspc, '--pretty', 'false', ...args], workspace.root, { TELESCOPIC: mode })
}

// --- internal ---

function common(folder: string) {
  return {
    absWorkingDir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    // The comments of a bundle name its files; by their links they are the same wherever the package lies.
    preserveSymlinks: true,
  } as const
}

async function bundle(workspace: Workspace, program: Program, host: Host): Promise<Build> {
  const folder = folderOf(workspace, program, host)
  const compiled = host === 'tsc, bundled'
  const sources = program === 'plain' ? workspace.plain : workspace.src
  await build({
    ...common(compiled ? folderOf(workspace, program, 'tsc') : sources),
    entryPoints: [compiled ? 'main.js' : 'main.ts'],
    outfile: join(folder, 'main.js'),
    minify: host !== 'esbuild',
    sourcemap: compiled ? false : 'external',
    plugins:
      compiled || program === 'plain'
        ? []
        : [telescopic({ catalog: workspace.catalog, enabled: program === 'on', silent: true })],
  })
  return readBuild(folder, program, host)
}

async function compile(workspace: Workspace, program: Program): Promise<Build> {
  const folder = folderOf(workspace, program, 'tsc')
  const tsconfig = program === 'plain' ? workspace.plainTsconfig : workspace.tsconfig
  const { code, output } = await runTsc(
    workspace,
    ['-p', tsconfig, '--outDir', folder],
    program === 'on' ? 'on' : 'off',
  )
  if (code !== 0) throw new Error(`tsc could not build the program '${program}':\n${output}`)
  cpSync(join(workspace.root, 'package.json'), join(folder, 'package.json'))
  return readBuild(folder, program, 'tsc')
}

function folderOf(workspace: Workspace, program: Program, host: Host): string {
  const folder = join(workspace.builds, host.replace(', ', '-'), program)
  mkdirSync(folder, { recursive: true })
  return folder
}

function readBuild(folder: string, program: Program, host: Host): Build {
  const names = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.js')).sort()
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  return { host, program, folder, files, bytes }
}

/** Runs a program to its end and gives all that it printed. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; output: string; stdout: string; stderr: string }> {
  const { TELESCOPIC: _, DEBUG: __, ...inherited } = process.env
  const child = spawn(command, args, { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk))
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve(exitCode ?? 1))
  })
  return { code, output: stdout + stderr, stdout, stderr }
}

/** The file that a build starts with. */
export function entryOf({ folder }: Build): string {
  return join(folder, 'main.js')
}
