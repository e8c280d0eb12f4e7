import { globSync } from 'node:fs'
import type { UserConfig } from 'tsdown'

// tsdown stays at 0.22.14: later releases depend on packages that the registry does not serve (tinyps, yuku-core 0.19).
const config: UserConfig = {
  // One output file per source file. A bundled declaration file would move `Catalog` into a shared chunk, and
  // `declare module 'telescopic' { interface Catalog … }` merges only with a declaration reached by `export *`.
  entry: globSync('{runtime,catalog,report,transformer,cli}/**/*.ts'),
  unbundle: true,
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  dts: true,
  fixedExtension: false,
  sourcemap: false,
  exports: false,
}

export default config
