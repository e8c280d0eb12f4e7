import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Optimizations } from '../../transformer/optimize.ts'
import { transformSource } from '../../transformer/transform.ts'
import { recordProgram } from './record.ts'
import { configOf, pairsOf, readSpecs, type Spec } from './spec.ts'
import { VARIANTS } from './variants.ts'

/** A build with telemetry does and records what the program does that nobody has compiled, by every optimisation alone and all. */

// Some programs record what time it is.
beforeAll(() => void vi.spyOn(Date, 'now').mockReturnValue(0))

for (const { file, specs } of readSpecs()) {
  const rows = specs.filter((spec) => !spec.todo && !spec.faults && !spec.exempt?.run && isRunnable(spec))
  if (rows.length > 0) describe.concurrent(file, () => test.each(rows)('$name', async (spec) => checkSame(spec)))
}

/** `while (tele.enabled)`, and what it is spelled like, does not end with telemetry on. */
function isRunnable({ onMode, code }: Spec): boolean {
  return onMode !== false && !/(?:while \(|for \(;).*tele\.enabled/.test(code)
}

async function checkSame(spec: Spec): Promise<void> {
  const { decorators, selection: _, ...row } = spec
  const run = async (optimize: Optimizations | undefined) => {
    const program = new Map(
      [...pairsOf(spec)].map(([file, { code }]) => [file, optimize ? prepare(row, file, code, optimize) : code]),
    )
    return { program, told: await recordProgram(program, decorators) }
  }
  const plain = await run(undefined)
  for (const [name, optimize] of VARIANTS) {
    const { program, told } = await run(optimize)
    expect({ name, ...told }, [...program.values()].join('\n---\n')).toEqual({ name, ...plain.told })
  }
}

function prepare(spec: Spec, file: string, code: string, optimize: Optimizations): string {
  const result = transformSource(code, file, { ...configOf(spec, 'on'), optimize })
  expect(result.diagnostics).toEqual([])
  return result.code
}
