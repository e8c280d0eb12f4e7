import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import pc from 'picocolors'
import type { Command, ExitCode } from './command.ts'
import type { Claim } from './prove/claims.ts'

/** `telescopic prove`: the whole promise, shown on the example that the package ships. */
export const prove: Command = {
  meta: { name: 'prove', description: 'Build the example with and without telemetry and show that nothing is left' },
  args: {
    json: { type: 'boolean', description: 'Print the claims as JSON' },
  },
  run: async ({ args }) => {
    const packages = dirname(createRequire(import.meta.url).resolve('telescopic/package.json'))
    const missing = ['esbuild', 'typescript', 'ts-patch'].filter((name) => !canResolve(name))
    if (missing.length > 0) {
      return refuse(
        `The proof builds with esbuild and tsc. Install what is missing: npm install --save-dev ${missing.join(' ')}`,
      )
    }
    if (!existsSync(join(packages, 'examples', 'pipeline'))) {
      return refuse(
        `The example is not in ${packages}. Install telescopic again, or run this in a clone of its repository.`,
      )
    }
    const { prove } = await import('./prove/prove.ts')
    const claims = await prove({ project: packages, packages, onClaim: args.json ? () => {} : printClaim })
    const proven = claims.length === 7 && claims.every((claim) => claim.ok)
    if (args.json) process.stdout.write(`${JSON.stringify({ ok: proven, claims }, undefined, 2)}\n`)
    else process.stdout.write(proven ? '\nProven.\n' : '\nNot proven.\n')
    return proven ? 0 : 1
  },
}

function refuse(sentence: string): ExitCode {
  process.stderr.write(`${sentence}\n`)
  return 1
}

function canResolve(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(`${name}/package.json`)
    return true
  } catch {
    // Not installed, which is what was asked.
    return false
  }
}

function printClaim({ name, lines }: Claim): void {
  lines.forEach(({ ok, what, result }, index) => {
    const mark = ok ? pc.green('✓') : pc.red('✗')
    process.stdout.write(`${mark} ${(index === 0 ? name : '').padEnd(10)} ${what}\n${' '.repeat(13)}→ ${result}\n`)
  })
}
