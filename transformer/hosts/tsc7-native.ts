import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, join, normalize } from 'node:path'

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

/** A run that has begun. */
export interface Running {
  /** What it came to; what it says of the project comes as lines on stdout. */
  readonly ended: Promise<NativeRun>
  /** Ends it where its result is of no use any more. */
  stop(): void
}

/** The part of a resolved tsconfig that is read; paths are relative to its folder. */
export interface ResolvedConfig {
  readonly compilerOptions: Readonly<Record<string, unknown>>
  readonly files?: readonly string[]
  readonly references?: readonly { readonly path: string }[]
}

/** Starts the compiler. */
export function startNative({ command, cwd }: NativeCompiler, args: readonly string[]): Running {
  const [program, ...first] = findProgram(command)
  const child = spawn(program, [...first, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...listMemorySettings(), ...process.env },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  const ended = new Promise<NativeRun>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code: code ?? 1, lines: output.split(/\r?\n/).filter((line) => line !== '') }),
    )
  })
  // A run that nobody waits for any more has no fault to tell.
  ended.catch(() => {})
  return { ended, stop: () => void child.kill() }
}

/** Runs the compiler to its end. */
export async function runNative(compiler: NativeCompiler, args: readonly string[]): Promise<NativeRun> {
  return await startNative(compiler, args).ended
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
  // The compiler prints `/` on every platform.
  const files = lines.filter(isFile).map((line) => normalize(line))
  const emitted = lines.filter((line) => line.startsWith(EMITTED)).map((line) => line.slice(EMITTED.length))
  return { said: lines.filter((line) => !line.startsWith(EMITTED) && !isFile(line)), files, emitted }
}

const EMITTED = 'TSFILE: '

/** `bin/tsc` is a script whose one act is to start the program of this platform: that is done here, without a Node between. */
function findProgram(command: string): [program: string, ...args: string[]] {
  try {
    const manifest = `@typescript/typescript-${process.platform}-${process.arch}/package.json`
    const name = process.platform === 'win32' ? 'tsc.exe' : 'tsc'
    const program = join(createRequire(command).resolve(manifest), '../lib', name)
    if (existsSync(program)) return [program]
  } catch {
    // Installed in another way: the script knows which.
  }
  return [process.execPath, command]
}

/**
 * A compiler that ends when it is done drops little before: with Go's default, a quarter of its time goes into looking
 * for garbage that it hardly has. Two runs at once may take four fifths of what is free before they look for it in
 * earnest. Variables of the user's win.
 */
export function listMemorySettings(): Readonly<Record<string, string>> {
  return { GOGC: '800', GOMEMLIMIT: `${Math.floor(process.availableMemory() * 0.4)}` }
}
