import { relative } from 'node:path'
import { type Diagnostic, hasErrors, renderDiagnostics } from '../../report/index.ts'

/** What is used of the context that hosts call hooks with. Where a build starts, only that of Rollup's kin can tell. */
export interface HookContext {
  readonly error?: (fault: HostFault) => unknown
  readonly warn?: (fault: HostFault) => unknown
  readonly addWatchFile?: (file: string) => void
  /** Of Rollup's kin: whether anybody watches. */
  readonly meta?: { readonly watchMode?: boolean }
  readonly getNativeBuildContext?: (() => unknown) | undefined
}

/** The same of webpack and Rspack, which collect faults: those of a module with it, others with the compilation. */
interface Collector {
  readonly framework?: string
  readonly compilation?: { readonly errors: Error[]; readonly warnings: Error[] }
  readonly loaderContext?: { emitError(error: Error): void; emitWarning(error: Error): void }
}

/** A fault in the form that Rollup has made common: Vite's overlay and its peers show place and frame. */
export interface HostFault {
  readonly name: string
  readonly message: string
  readonly pluginCode: string
  readonly id?: string
  readonly loc?: { readonly file: string; readonly line: number; readonly column: number }
  readonly frame?: string
}

/** Texts to quote, and the folder that paths are shown from. */
export interface MessageContext {
  readonly root: string
  readonly readText: (file: string) => string | undefined
}

/** One diagnostic as a fault of the host. Lines count from 1 and columns from 0, as in source maps. */
export function toFault(diagnostic: Diagnostic, context: MessageContext): HostFault {
  const { code, message, place, notes } = diagnostic
  const sentence = [`${message} [${code}]`, ...notes.map((note) => note.message)].join('; ')
  if (!place) return { name: 'telescopic', message: sentence, pluginCode: code }
  const { file, line, column } = place
  const frame = renderDiagnostics([{ ...diagnostic, notes: [] }], { readText: context.readText })
  return {
    name: 'telescopic',
    message: `${sentence} (${relative(context.root, file) || file}:${line}:${column})`,
    pluginCode: code,
    id: file,
    loc: { file, line, column: column - 1 },
    frame: frame.split('\n').slice(1).join('\n').trimEnd(),
  }
}

/** Hands diagnostics to the host, each at its place. A host that stops at the first error is told all of them at once. */
export function tell(context: HookContext, diagnostics: readonly Diagnostic[], messages: MessageContext): void {
  const told = diagnostics.map((one) => ({ fault: toFault(one, messages), isError: hasErrors([one]) }))
  const native = (context.getNativeBuildContext?.() ?? {}) as Collector
  for (const { fault, isError } of told) if (native.compilation) collect(native, fault, isError)
  if (native.compilation) return
  for (const { fault, isError } of told) if (!isError) warn(context, fault)
  const [first, ...others] = told.filter(({ isError }) => isError).map(({ fault }) => fault)
  if (!first) return
  const message = [first, ...others.map(toText)].map((one) => (typeof one === 'string' ? one : one.message)).join('\n')
  if (context.error && !native.framework) context.error({ ...first, message })
  throw new Error([toText(first), ...others.map(toText)].join('\n'))
}

/** How faults begin where hosts hand on nothing but a text; by it a compiler knows ours. */
const MARK = 'telescopic: '

/** Compilations that were told an error: Rspack shows those of modules only when it has written. */
const failing = new WeakSet<object>()

/** Whether a compilation was told an error of ours, or holds one of a module that was not built again. */
export function isFailing(compilation: { readonly errors: readonly unknown[] }): boolean {
  return failing.has(compilation) || compilation.errors.some((error) => String((error as Error).message).includes(MARK))
}

function collect({ compilation, loaderContext }: Collector, fault: HostFault, isError: boolean): void {
  if (compilation && isError) failing.add(compilation)
  const error = Object.assign(new Error(`${MARK}${toText(fault)}`), { stack: '' })
  if (loaderContext && isError) loaderContext.emitError(error)
  else if (loaderContext) loaderContext.emitWarning(error)
  else compilation?.[isError ? 'errors' : 'warnings'].push(error)
}

function warn(context: HookContext, fault: HostFault): void {
  if (context.warn) context.warn(fault)
  else process.stderr.write(`telescopic: ${toText(fault)}\n`)
}

/** For hosts that show a text and nothing else. */
function toText({ message, frame }: HostFault): string {
  return frame ? `${message}\n${frame}` : message
}
