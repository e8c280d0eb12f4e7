import type { Catalog, InstrumentTarget } from '../model.ts'
import { listFolders, splitPath } from '../paths.ts'

/** Gives the last part of a path of either platform: generated files name the catalog, not the folders of a machine. */
export function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path
}

/**
 * Names a file of a catalog without the folders of a machine: from the folder of the catalog, or from the package that
 * publishes it.
 */
export function showSource(catalog: Catalog, file: string): string {
  const path = file.replaceAll('\\', '/')
  const inPackage = path.lastIndexOf('/node_modules/')
  if (inPackage !== -1 && catalog.files.find((each) => each.file === file)?.packageName !== undefined) {
    return path.slice(inPackage + '/node_modules/'.length)
  }
  const folder = catalog.file.replaceAll('\\', '/').slice(0, -baseName(catalog.file).length)
  return path.startsWith(folder) ? path.slice(folder.length) : baseName(path)
}

/** Writes a target as the first file of the catalog would: its paths start from the folder of the catalog. */
export function showTarget(catalog: Catalog, target: InstrumentTarget): string {
  if (target.file === undefined) return target.text
  const path = splitPath([...listFolders(catalog.file, target.catalogFile), target.file].join('/')).join('/')
  // Without a folder, or below one that looks like a scope of npm, it would be taken for a package.
  return `${path.includes('/') && !path.startsWith('@') ? '' : './'}${path}#${target.name}`
}
