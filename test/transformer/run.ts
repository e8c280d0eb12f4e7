import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { loaderOf } from './printers.ts'

/** What a program did: its calls of `log`, and whether it ended with an error. */
export interface Run {
  readonly trace: readonly string[]
  readonly error: string | undefined
}

/** The modules of a program by path or specifier; the first one is its entry. */
export type Program = ReadonlyMap<string, string>

export interface RunOptions {
  /** Whether the runtime's telemetry is switched on before the program starts. */
  readonly enabled: boolean
  readonly decorators?: 'legacy' | undefined
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The modules of this repo that programs of the specs import. */
export const MODULES: Readonly<Record<string, string>> = {
  telescopic: `${root}runtime/index.ts`,
  'telescopic/memory': `${root}runtime/reporters/memory.ts`,
  'telescopic/console': `${root}runtime/reporters/console.ts`,
  './telescopic.gen/scopes.js': `${root}test/fixtures/specs/scopes.ts`,
  './telescopic.gen/names.js': `${root}test/fixtures/specs/names.ts`,
  './telescopic.gen/describe.js': `${root}test/fixtures/specs/describe.ts`,
}

const ourModules: Plugin = {
  name: 'modules of the specs',
  setup({ onResolve }) {
    onResolve({ filter: /telescopic/ }, ({ path }) => (path in MODULES ? { path: MODULES[path]! } : undefined))
  },
}

/** The `log` of each running program; several run at a time. */
export const logs: Map<string, (...values: unknown[]) => void> = new Map<string, (...values: unknown[]) => void>()
;(globalThis as { specLogs?: typeof logs }).specLogs = logs
let runs = 0

/** Bundles a program with what it imports and runs it. */
export async function runProgram(program: Program, options: RunOptions): Promise<Run> {
  const id = `${++runs}`
  const bundle = await bundleProgram(program, options, { id, modules: ourModules })
  const trace: string[] = []
  logs.set(id, (...values) => {
    trace.push(values.map(String).join('|'))
  })
  try {
    await import(`data:text/javascript;base64,${Buffer.from(bundle).toString('base64')}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return { trace, error: undefined }
  } catch (error) {
    return { trace, error: String(error) }
  }
}

/** Bundles a program with what it imports, to be run under a name; `modules` gives what it has from us. */
export async function bundleProgram(
  program: Program,
  { enabled, decorators }: RunOptions,
  { id, modules }: { readonly id: string; readonly modules: Plugin },
): Promise<string> {
  const [entry] = program.keys()
  const main = `import ${JSON.stringify(`program:${entry}`)}`
  const result = await build({
    stdin: { contents: enabled ? `import 'program:enable'; ${main}` : main, resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    // Decorators and `using` are lowered: not every Node of the matrix has them.
    target: 'es2022',
    jsxFactory: 'h',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: decorators === 'legacy' } },
    // The number makes it a new module each time.
    banner: { js: `${REQUIRE} const log = globalThis.specLogs.get('${id}');` },
    plugins: [serveProgram(program), modules],
    logLevel: 'silent',
  })
  return result.outputFiles[0]!.text
}

/** A `require` for the programs that ask for a module of Node. */
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(root)});`

const REPORTER = '{ recordTiming() {}, recordMetric() {}, recordEvent() {} }'
const ENABLE = `import { tele } from 'telescopic'; tele.configure({ enabled: true, reporters: [${REPORTER}] })`

function serveProgram(program: Program): Plugin {
  return {
    name: 'program',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^program:/ }, ({ path }) => ({
        path: path.slice('program:'.length),
        namespace: 'program',
        sideEffects: true,
      }))
      onResolve({ filter: /.*/, namespace: 'program' }, ({ path, importer }) => {
        const found = findModule(program, path, importer)
        return found === undefined ? undefined : { path: found, namespace: 'program' }
      })
      onLoad({ filter: /.*/, namespace: 'program' }, ({ path }) => ({
        contents: path === 'enable' ? ENABLE : program.get(path)!,
        loader: path === 'enable' ? 'ts' : loaderOf(path),
        resolveDir: root,
      }))
    },
  }
}

/** The module that a specifier means: by its own name, or relative to the importer. */
function findModule(program: Program, specifier: string, importer: string): string | undefined {
  if (program.has(specifier)) return specifier
  if (!specifier.startsWith('.')) return undefined
  const path = posix.join(posix.dirname(importer), specifier)
  return [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), `${path}/index.ts`].find((name) => program.has(name))
}
