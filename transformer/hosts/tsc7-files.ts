import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { Diagnostic } from '../../report/index.ts'
import type { TransformConfig } from '../options.ts'
import { type TransformResult, transformSource } from '../transform.ts'
import { isLeftOut } from './generated.ts'
import { isInstrumented, isWoven } from './leftovers.ts'
import type { EditedFile } from './tsc-program.ts'
import { findImported } from './tsc7-imported.ts'

/** What the files of a program have come to. */
export interface TransformedFiles {
  readonly edited: ReadonlyMap<string, EditedFile>
  readonly faults: readonly Diagnostic[]
  /** Generated files that a build without telemetry does not emit. */
  readonly dropped: ReadonlySet<string>
  readonly isUsed: boolean
}

interface Transformed {
  readonly original: string
  readonly result: TransformResult
}

/** Transforms files while the compiler is at work: those that are known first, and then those that it has found. */
export class FileTransforms {
  readonly #config: TransformConfig | undefined
  readonly #done = new Map<string, Transformed | undefined>()

  constructor(config: TransformConfig | undefined) {
    this.#config = config
  }

  /** Transforms those that have not been yet. */
  async add(files: readonly string[]): Promise<void> {
    for (const [index, file] of files.entries()) {
      // What the compiler prints has to be read, or it would wait with a full pipe.
      if (index % 64 === 63) await setImmediate()
      if (!this.#config || this.#done.has(file)) continue
      this.#done.set(file, PASSED_BY.test(file) ? undefined : transformFile(file, this.#config))
    }
  }

  /** Transforms files with all that they import by relative paths, which is most of a program; gives these files. */
  async follow(files: readonly string[]): Promise<readonly string[]> {
    const found = new Set(files)
    for (let next: readonly string[] = files; next.length > 0; ) {
      await this.add(next)
      const imported = next.flatMap((file) => findImported(this.#done.get(file)?.original ?? '', file, found))
      next = [...new Set(imported)]
      for (const file of next) found.add(file)
    }
    return [...found]
  }

  /** Sums up what is known of the files of a program, in their order. */
  sum(files: readonly string[]): TransformedFiles {
    const edited = new Map<string, EditedFile>()
    const faults: Diagnostic[] = []
    let [keepsNames, isUsed] = [false, false]
    for (const file of files) {
      const { original, result } = this.#done.get(file) ?? {}
      if (original === undefined || !result) continue
      faults.push(...result.diagnostics)
      if (result.edits.length > 0) {
        const { code, map } = result
        edited.set(file, { original, code, map, isWoven: isWoven(result) })
      }
      keepsNames ||= result.keepsNames
      isUsed ||= isInstrumented(result)
    }
    const config = this.#config
    const dropped = new Set(config ? files.filter((file) => isLeftOut(file, config, keepsNames)) : [])
    return { edited, faults, dropped, isUsed }
  }
}

const PASSED_BY = /\.(?:json|d\.[cm]?ts)$|[\\/]node_modules[\\/]/

function transformFile(file: string, config: TransformConfig): Transformed | undefined {
  const original = readText(file)
  return original === undefined ? undefined : { original, result: transformSource(original, file, config) }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Named by the tsconfig, and not there: that is for the compiler to say.
    return undefined
  }
}
