import { beforeAll, describe, expect, test, vi } from 'vitest'
import { NO_OPTIMIZATIONS, type Optimizations, resolveOptimizations } from '../../transformer/optimize.ts'
import { analyzeSource, transformSource } from '../../transformer/transform.ts'
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

/** The scopes that a program calls: each is taken out of a build, with the others compiled and with the others as they are. */
function listScopes(spec: Spec): readonly string[] {
  const uses = [...pairsOf(spec)].flatMap(([file, { code }]) => analyzeSource(code, file, configOf(spec, 'on')).uses)
  return [...new Set(uses.flatMap(({ scope }) => scope ?? []))]
}

/** A metric that outlives its span needs a `tele` to outlive it with. */
function isSelectable(spec: Spec, scope: string): boolean {
  const selection = { level: 'trace', keep: [], drop: [scope] } as const
  const results = [...pairsOf(spec)].map(([file, { code }]) =>
    analyzeSource(code, file, { ...configOf(spec, 'on'), selection }),
  )
  return results.every(({ diagnostics }) => diagnostics.every(({ code }) => code !== 'selection-shadowed'))
}

describe.concurrent('without one of its scopes', () => {
  const rows = readSpecs().flatMap(({ file, specs }) =>
    specs
      .filter((spec) => !spec.todo && !spec.faults && !spec.exempt?.run && !spec.selection && isRunnable(spec))
      .flatMap((spec) => listScopes(spec).map((scope) => ({ file, name: spec.name, scope, spec })))
      .filter(({ scope, spec }) => isSelectable(spec, scope)),
  )

  test.each(rows)('$file: $name, $scope', async ({ spec, scope }) => {
    const selection = { level: 'trace', keep: [], drop: [scope] } as const
    const [plain, compiled] = await Promise.all(
      [NO_OPTIMIZATIONS, resolveOptimizations()].map(async (optimize) => {
        const program = new Map(
          [...pairsOf(spec)].map(([file, { code }]) => {
            const result = transformSource(code, file, { ...configOf(spec, 'on'), optimize, selection })
            expect(result.diagnostics).toEqual([])
            return [file, result.code]
          }),
        )
        return { program, told: await recordProgram(program, spec.decorators) }
      }),
    )
    expect(compiled!.told, [...compiled!.program.values()].join('\n---\n')).toEqual(plain!.told)
    expect(JSON.stringify(compiled!.told.events)).not.toContain(`["timing","${scope}"`)
  })
})

function prepare(spec: Spec, file: string, code: string, optimize: Optimizations): string {
  const result = transformSource(code, file, { ...configOf(spec, 'on'), optimize })
  expect(result.diagnostics).toEqual([])
  return result.code
}
