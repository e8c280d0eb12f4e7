import { isFile } from '../../catalog/index.ts'

/** The source that a path means, which may leave out its ending or have the one of what it is compiled to. */
export function findSource(path: string, endings: readonly string[]): string | undefined {
  // `./telemetry.js` is how TypeScript spells `./telemetry.ts`.
  const bases = [path, path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')]
  const files = bases.flatMap((base) => endings.map((ending) => base + ending))
  return files.find((file) => /\.[cm]?[jt]sx?$/.test(file) && isFile(file))
}
