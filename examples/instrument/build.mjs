// Bundles the program: `node build.mjs` with its telemetry, `node build.mjs off` without.
import { build } from 'esbuild'
import { telescopic } from 'telescopic/esbuild'

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/main.ts'],
  outfile: process.argv[3] ?? 'dist/main.js',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  plugins: [telescopic({ instrument: true, enabled: process.argv[2] !== 'off', silent: true })],
})
