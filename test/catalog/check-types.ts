import { dirname, join } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '../..')

/** The strictest that a user's project can be. `erasableSyntaxOnly` is for the `const` form of the enums alone. */
const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  lib: ['lib.es2024.d.ts', 'lib.esnext.disposable.d.ts', 'lib.esnext.decorators.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
  noEmit: true,
  declaration: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitOverride: true,
  noUncheckedSideEffectImports: true,
  isolatedModules: true,
  isolatedDeclarations: true,
  verbatimModuleSyntax: true,
  forceConsistentCasingInFileNames: true,
  allowImportingTsExtensions: true,
  paths: { telescopic: [join(root, 'runtime/index.ts')] },
}

/**
 * Type-checks files that exist in memory only, as if they stood in a folder of this package, and gives the messages
 * about them. `telescopic` is the runtime's source.
 */
export function checkTypes(files: ReadonlyMap<string, string>, options: ts.CompilerOptions = {}): string[] {
  const folder = join(root, 'test/in-memory')
  const texts = new Map([...files].map(([name, text]) => [join(folder, name), text]))
  const compilerOptions = { ...STRICT, ...options }
  const host = ts.createCompilerHost(compilerOptions)
  const program = ts.createProgram([...texts.keys()].filter(isSource), compilerOptions, {
    ...host,
    fileExists: (path) => texts.has(path) || host.fileExists(path),
    readFile: (path) => texts.get(path) ?? host.readFile(path),
    directoryExists: (path) => path === folder || path === dirname(folder) || (host.directoryExists?.(path) ?? true),
    getSourceFile: (path, languageVersion) => {
      const text = texts.get(path)
      return text === undefined
        ? host.getSourceFile(path, languageVersion)
        : ts.createSourceFile(path, text, languageVersion)
    },
  })
  const own = program.getSourceFiles().filter((file) => texts.has(file.fileName))
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...own.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
      ...program.getDeclarationDiagnostics(file),
    ]),
  ]
  return diagnostics.map(describe)
}

function isSource(path: string): boolean {
  return path.endsWith('.ts')
}

function describe({ file, start = 0, code, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ')
  if (!file) return `TS${code} ${text}`
  const { line } = file.getLineAndCharacterOfPosition(start)
  return `${file.fileName.slice(root.length + 1)}:${line + 1} TS${code} ${text}`
}
