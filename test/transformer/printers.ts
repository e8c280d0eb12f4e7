import { transform } from 'esbuild'
import { type OutputChunk, rolldown, type SourceMapInput, type TransformResult } from 'rolldown'
import ts from 'typescript'

/** The programs that print JavaScript. Each must give the same bytes for an erased program and for its twin. */

export type PrinterName = 'esbuild' | 'esbuild, minified' | 'tsc 6' | 'Rolldown' | 'Rolldown, minified'

/** A text to print, with the map that leads from it to what was written, if it is not that itself. */
export interface Printable {
  readonly file: string
  readonly code: string
  /** @default null */
  readonly map?: SourceMapInput | null
  /** What was written. @default code */
  readonly original?: string
  readonly decorators?: 'legacy' | undefined
}

/** What a printer printed. `map` leads to `code` of what was printed, and for Rolldown to `original`. */
export interface Printed {
  readonly code: string
  readonly map: string
}

export type Printer = (input: Printable) => Promise<Printed>

export const PRINTERS: Readonly<Record<PrinterName, Printer>> = {
  esbuild: (input) => printByEsbuild(input, false),
  'esbuild, minified': (input) => printByEsbuild(input, true),
  'tsc 6': async (input) => printByTsc(input),
  Rolldown: (input) => printByRolldown(input, false),
  'Rolldown, minified': (input) => printByRolldown(input, true),
}

async function printByEsbuild({ file, code, decorators }: Printable, minify: boolean): Promise<Printed> {
  return await transform(code, {
    loader: loaderOf(file),
    sourcefile: file,
    sourcemap: 'external',
    jsxFactory: 'h',
    minify,
    tsconfigRaw: { compilerOptions: { experimentalDecorators: decorators === 'legacy' } },
  })
}

/** The loader of a file by its ending: `js`, `jsx`, `ts` or `tsx`. */
export function loaderOf(file: string): 'js' | 'jsx' | 'ts' | 'tsx' {
  const ending = /\.[cm]?([jt]sx?)$/.exec(file)?.[1] ?? 'ts'
  return ending as 'js' | 'jsx' | 'ts' | 'tsx'
}

function printByTsc({ file, code, decorators }: Printable): Printed {
  const { outputText, sourceMapText } = ts.transpileModule(code, {
    fileName: file,
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      // Without it a spec that imports nothing but us would turn from a module into a script.
      moduleDetection: ts.ModuleDetectionKind.Force,
      jsx: ts.JsxEmit.React,
      jsxFactory: 'h',
      allowJs: true,
      sourceMap: true,
      experimentalDecorators: decorators === 'legacy',
      emitDecoratorMetadata: decorators === 'legacy',
    },
  })
  return { code: outputText.replace(/^\/\/# sourceMappingURL=.*\n?/m, ''), map: sourceMapText! }
}

/** The map of a program of which nothing is left. */
const EMPTY_MAP = { version: 3, sources: [], names: [], mappings: '' }

/**
 * Bundles without tree shaking, which would hide what is left behind; imports stay. The edits come in as a plugin's
 * `transform`, so that it is Rolldown who folds our map into its own, as it does in a user's build.
 */
async function printByRolldown(
  { file, code, map, original, decorators }: Printable,
  minify: boolean,
): Promise<Printed> {
  const entry = file.startsWith('/') ? file : `/${file}`
  const bundle = await rolldown({
    input: entry,
    treeshake: false,
    tsconfig: false,
    logLevel: 'silent',
    external: (id) => id !== entry,
    transform: {
      target: 'esnext',
      jsx: { runtime: 'classic', pragma: 'h' },
      decorator: { legacy: decorators === 'legacy', emitDecoratorMetadata: decorators === 'legacy' },
    },
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? { code: original ?? code, moduleType: loaderOf(file) } : undefined),
        transform: (_text, id): TransformResult => (id === entry ? { code, map: map ?? null } : undefined),
      },
    ],
  })
  try {
    const { output } = await bundle.generate({ format: 'esm', minify, sourcemap: true, comments: true })
    const chunk = output[0] as OutputChunk
    const text = chunk.code.replace(/^\/\/# sourceMappingURL=.*\n?/m, '')
    return { code: text, map: JSON.stringify(chunk.map ?? EMPTY_MAP) }
  } finally {
    await bundle.close()
  }
}
