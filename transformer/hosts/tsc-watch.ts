import type ts from 'typescript'
import type { Project } from './project.ts'

/** What a watching tsc puts into the host of its programs, beside what is public: a way to watch, and one to start a build. */
interface WatchingHost extends ts.CompilerHost {
  watchAffectingFileLocation?(file: string, callback: () => void): ts.FileWatcher
  onInvalidatedResolution?(): void
}

/** The watchers of one `--watch`, by file. Its host is the same from build to build. */
const watchersOf = new WeakMap<ts.CompilerHost, Map<string, ts.FileWatcher>>()

/** Inputs that were saved since the program was made that is asked about. */
const savedOf = new WeakMap<ts.CompilerHost, Set<string>>()

/**
 * Makes the catalog and what else was read inputs of a watching tsc. That builds anew only if a source has changed, or if
 * a file is there now which the program has missed: an input that was saved is shown as one of those.
 */
export function watchInputs(program: ts.Program, host: WatchingHost | undefined, { inputs }: Project): void {
  const start = host?.onInvalidatedResolution
  if (!host?.watchAffectingFileLocation || !start) return
  const watchers = watchersOf.get(host) ?? new Map<string, ts.FileWatcher>()
  const saved = new Set<string>()
  watchersOf.set(host, watchers)
  savedOf.set(host, saved)
  for (const [file, watcher] of watchers) {
    if (inputs.includes(file)) continue
    watcher.close()
    watchers.delete(file)
  }
  for (const file of inputs) {
    if (watchers.has(file)) continue
    const notice = (): void => {
      savedOf.get(host)?.add(file)
      start.call(host)
    }
    watchers.set(file, host.watchAffectingFileLocation(file, notice))
  }
  const asked = program as ts.Program & { getMissingFilePaths(): ReadonlyMap<string, string> }
  const getMissing = asked.getMissingFilePaths
  asked.getMissingFilePaths = () => new Map([...getMissing(), ...[...saved].map((file) => [file, file] as const)])
}
