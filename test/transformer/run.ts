import { fileURLToPath } from 'node:url'
import { build, type Loader, type Plugin } from 'esbuild'

/** What a program did: its calls of `log`, and whether it ended with an error. */
export interface Run {
  readonly trace: readonly string[]
  readonly error: string | undefined
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The modules that programs of the specs import, as they are in this repo. */
const MODULES: Readonly<Record<string, string>> = {
  telescopic: `${root}runtime/index.ts`,
  'telescopic/memory': `${root}runtime/reporters/memory.ts`,
  './telescopic.gen/scopes.js': `${root}test/fixtures/specs/scopes.ts`,
  './telescopic.gen/names.js': `${root}test/fixtures/specs/names.ts`,
}

const ourModules: Plugin = {
  name: 'modules of the specs',
  setup({ onResolve }) {
    onResolve({ filter: /telescopic/ }, ({ path }) => (path in MODULES ? { path: MODULES[path]! } : undefined))
  },
}

/** Bundles a program with what it imports and runs it; `enabled` switches the runtime's telemetry on first. */
export async function runProgram(code: string, file: string, { enabled }: { enabled: boolean }): Promise<Run> {
  const bundle = await bundleProgram(code, file, enabled)
  const trace: string[] = []
  const log = (...values: unknown[]): void => {
    trace.push(values.map(String).join('|'))
  }
  const holder = globalThis as { specLog?: typeof log }
  holder.specLog = log
  try {
    await import(`data:text/javascript;base64,${Buffer.from(bundle).toString('base64')}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return { trace, error: undefined }
  } catch (error) {
    return { trace, error: String(error) }
  }
}

async function bundleProgram(code: string, file: string, enabled: boolean): Promise<string> {
  const entry = enabled ? "import 'program:enable'; import 'program:main'" : "import 'program:main'"
  const reporter = '{ recordTiming() {}, recordMetric() {}, recordEvent() {} }'
  const sources: Readonly<Record<string, { contents: string; loader: Loader }>> = {
    'program:main': { contents: code, loader: file.endsWith('.tsx') ? 'tsx' : 'ts' },
    'program:enable': {
      contents: `import { tele } from 'telescopic'; tele.configure({ enabled: true, reporters: [${reporter}] })`,
      loader: 'ts',
    },
  }
  const program: Plugin = {
    name: 'program',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^program:/ }, ({ path }) => ({ path, namespace: 'program', sideEffects: true }))
      onLoad({ filter: /.*/, namespace: 'program' }, ({ path }) => ({ ...sources[path]!, resolveDir: root }))
    },
  }
  const result = await build({
    stdin: { contents: entry, resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    // Decorators and `using` are lowered: not every Node of the matrix has them.
    target: 'es2022',
    jsxFactory: 'h',
    banner: { js: `const log = globalThis.specLog; // a new module each time: ${Math.random()}` },
    plugins: [program, ourModules],
    logLevel: 'silent',
  })
  return result.outputFiles[0]!.text
}
