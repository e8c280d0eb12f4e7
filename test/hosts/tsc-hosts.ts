import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../cli/prove/builds.ts'
import { type BuildRequest, type Built, createQueue, type Host, type HostError } from './hosts.ts'
import { tsconfig } from './tsconfig.ts'
import { warnsOfPackages } from './woven.ts'

/** tsc as a host like the others: what it writes of a program lies in `out`, a file for each source. */

const repository = fileURLToPath(new URL('../../', import.meta.url))

interface Compiler {
  /** The package, by the name that it is installed under here. */
  readonly typescript: string
  readonly command: readonly string[]
}

const TSPC: Compiler = { typescript: 'typescript', command: [join(repository, 'node_modules/ts-patch/bin/tspc.js')] }
const NATIVE: Compiler = { typescript: 'typescript7', command: [join(repository, 'dist/cli/main.js'), 'tsc'] }

/** A program without our plugin is compiled by the compiler itself. */
function prepare(compiler: Compiler, request: BuildRequest): readonly string[] {
  const { root, plugins } = request
  const { compilerOptions, ...config } = JSON.parse(tsconfig({ sourceMap: true, ...request.compilerOptions }))
  const entries = plugins.map((options) => ({ transform: 'telescopic/tsc', transformProgram: true, ...options }))
  const options = { ...compilerOptions, plugins: entries }
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ ...config, compilerOptions: options }))
  const linked = join(root, 'node_modules/typescript')
  if (!existsSync(linked)) symlinkSync(join(repository, 'node_modules', compiler.typescript), linked, 'dir')
  const plain = [join(repository, 'node_modules', compiler.typescript, 'bin/tsc')]
  return [...(plugins.length > 0 ? compiler.command : plain), '-p', 'tsconfig.json']
}

async function build(compiler: Compiler, request: BuildRequest): Promise<Built> {
  const args = prepare(compiler, request)
  const { code, stdout, stderr } = await run(process.execPath, args, request.root, readMode())
  const { errors, warnings } = readLines(stdout.split('\n'))
  const hasFailed = code !== 0 && errors.length === 0
  return {
    errors: hasFailed ? [{ text: `exit ${code}: ${stdout}${stderr}` }] : errors,
    warnings: [...warnings, ...(stderr === '' ? [] : [stderr])],
  }
}

function watch(compiler: Compiler, request: BuildRequest) {
  const args = [...prepare(compiler, request), '--watch']
  // tsc clears a terminal between builds unless its options say otherwise.
  const child = spawn(process.execPath, args, { cwd: request.root, env: { ...process.env, ...readMode() } })
  const queue = createQueue(() => stop(child))
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    output += chunk
    for (let end = output.indexOf('Watching for file changes.'); end >= 0; ) {
      queue.push(readLines(output.slice(0, end).split('\n')))
      output = output.slice(end + 1)
      end = output.indexOf('Watching for file changes.')
    }
  })
  return queue
}

function stop(child: ChildProcess): Promise<unknown> {
  const closed = new Promise((resolve) => child.on('close', resolve))
  child.kill()
  return closed
}

/** `run` takes the mode out of the environment, so that no test has it by accident. */
function readMode(): Record<string, string> {
  return process.env.TELESCOPIC === undefined ? {} : { TELESCOPIC: process.env.TELESCOPIC }
}

const LINE = /^(?:\S*\.(?:tsx?|yaml|json)[(:](\d+)[,:](\d+)\)?(?: -|:) )?(error|warning) TS\d+: /

/** A fault begins with its line; what is set in below belongs to it. */
function readLines(lines: readonly string[]): Built {
  const errors: { text: string; place?: string }[] = []
  const warnings: string[] = []
  let last: 'error' | 'warning' | undefined
  for (const line of lines) {
    const [, row, column, severity] = LINE.exec(line) ?? []
    if (severity) last = severity as 'error' | 'warning'
    if (severity === 'error') errors.push({ text: line, ...(row && { place: `${row}:${column}` }) })
    else if (severity === 'warning') warnings.push(line)
    else if (last === 'error' && /^\s+\S/.test(line)) errors.at(-1)!.text += `\n${line}`
  }
  return { errors: errors satisfies HostError[], warnings }
}

function createHost(name: string, compiler: Compiler, packages: readonly string[], lacks: Host['lacks']): Host {
  return {
    name,
    packages,
    ...(lacks && { lacks }),
    build: (request) => build(compiler, request),
    watch: async (request) => watch(compiler, request),
  }
}

/**
 * tsc reads every file itself: an import that filters of bundlers would not see, spelt with escapes, is no use that was
 * missed. Shown by its absence from the output.
 */
function missesNone(compiler: Compiler): NonNullable<Host['lacks']> {
  const proof = async (root: string): Promise<boolean> => {
    const hidden = "import { tele } from 'teles\\u0063opic'\ntele.count('hit')\nexport {}\n"
    writeFileSync(join(root, 'src/main.ts'), hidden)
    const { errors } = await build(compiler, { root, entries: {}, plugins: [{ enabled: false, silent: true }] })
    return errors.length === 0 && !/opic/.test(readFileSync(join(root, 'out/main.js'), 'utf8'))
  }
  return { 'a use that was missed is an error': { reason: 'reads every file itself, so that none is missed', proof } }
}

const KEEPS_PACKAGES = 'emits no packages; a target in one is told with a warning'

export const tsc6: Host = createHost('tsc 6', TSPC, ['typescript', 'ts-patch'], {
  ...missesNone(TSPC),
  'functions of packages, too': { reason: KEEPS_PACKAGES, proof: () => warnsOfPackages(tsc6) },
})
export const tsc7: Host = createHost('tsc 7', NATIVE, ['typescript7'], {
  ...missesNone(NATIVE),
  'functions of packages, too': { reason: KEEPS_PACKAGES, proof: () => warnsOfPackages(tsc7) },
})
