import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'

/** The native compiler, as a command that is given arguments and prints lines. It has no plugins and, in 7.0, no emit in its API. */
export interface NativeCompiler {
  /** The file that starts it: `bin/tsc` of the package. */
  readonly command: string
  readonly cwd: string
}

export interface NativeRun {
  readonly code: number
  readonly lines: readonly string[]
}

/** The part of a resolved tsconfig that is read; paths are relative to its folder. */
export interface ResolvedConfig {
  readonly compilerOptions: Readonly<Record<string, unknown>>
  readonly files?: readonly string[]
  readonly references?: readonly { readonly path: string }[]
}

/** Runs it to its end; what it says of the project comes as lines on stdout. */
export async function runNative({ command, cwd }: NativeCompiler, args: readonly string[]): Promise<NativeRun> {
  const child = spawn(process.execPath, [command, ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => resolve(exitCode ?? 1))
  })
  return { code, lines: output.split(/\r?\n/).filter((line) => line !== '') }
}

/** The tsconfig with everything that it extends; the lines of a run that failed, if it is at fault. */
export async function readResolvedConfig(
  compiler: NativeCompiler,
  tsconfig: string,
): Promise<ResolvedConfig | NativeRun> {
  const run = await runNative(compiler, ['-p', tsconfig, '--showConfig'])
  return run.code === 0 ? (JSON.parse(run.lines.join('\n')) as ResolvedConfig) : run
}

/** Parts what `--listFiles` and `--listEmittedFiles` have printed from the diagnostics. */
export function splitListing(lines: readonly string[]): {
  said: readonly string[]
  files: readonly string[]
  emitted: readonly string[]
} {
  const isFile = (line: string): boolean =>
    isAbsolute(line) && /\.(?:[cm]?[jt]sx?|json)$/.test(line) && existsSync(line)
  const files = lines.filter(isFile)
  const emitted = lines.filter((line) => line.startsWith(EMITTED)).map((line) => line.slice(EMITTED.length))
  return { said: lines.filter((line) => !line.startsWith(EMITTED) && !isFile(line)), files, emitted }
}

const EMITTED = 'TSFILE: '
